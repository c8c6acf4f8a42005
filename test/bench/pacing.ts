/**
 * Calls `send` for each report at its scheduled time, however long the answers take: an open loop. A timer of Node comes
 * up to a millisecond late, which is as much as the latencies to be measured; so at low rates the last stretch before a
 * send is waited for awake. At high rates that would take a whole core from the server, and a millisecond matters less.
 */
export function sendOnSchedule({
  ratePerSecond,
  reports,
  send,
}: {
  ratePerSecond: number;
  reports: number;
  /** Returns false to stop early. */
  send: (index: number, scheduledMs: number) => boolean;
}): Promise<void> {
  const intervalMs = 1000 / ratePerSecond;
  const awakeMs = intervalMs >= 3 ? 1.2 : 0;
  const startMs = performance.now() + 5;
  let next = 0;
  return new Promise((resolve) => {
    const tick = () => {
      for (;;) {
        if (next >= reports) return resolve();
        const scheduledMs = startMs + next * intervalMs;
        const waitMs = scheduledMs - performance.now();
        if (waitMs > awakeMs) return void setTimeout(tick, Math.max(1, Math.floor(waitMs - awakeMs)));
        if (waitMs > 0 && awakeMs > 0) return void setImmediate(tick);
        if (waitMs > 0) return void setTimeout(tick, 1);
        if (!send(next++, scheduledMs)) return resolve();
      }
    };
    tick();
  });
}
