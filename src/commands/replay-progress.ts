const EVERY_MS = { terminal: 200, log: 5_000 };

/** One line that is written anew on a terminal, and a line now and then in a log. */
export function newProgress(stream: NodeJS.WriteStream) {
  const everyMs = stream.isTTY ? EVERY_MS.terminal : EVERY_MS.log;
  let lastMs = -Infinity;
  return ({
    sent,
    of,
    at,
    offers,
    errors,
  }: {
    sent: number;
    of: number;
    at: number;
    offers: number;
    errors: number;
  }) => {
    const nowMs = performance.now();
    if (sent < of && nowMs - lastMs < everyMs) return;
    lastMs = nowMs;
    const time = new Date(at).toISOString().slice(0, 19);
    const line = `${sent} of ${of} fixes, ${time}Z, ${offers} offers, ${errors} errors`;
    stream.write(stream.isTTY ? `\r\x1b[K${line}${sent === of ? '\n' : ''}` : `${line}\n`);
  };
}
