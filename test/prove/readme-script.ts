export interface ReadmeLine {
  /** Line in the file, counted from 1. */
  line: number;
  command: string;
  /** What goes on until it is stopped: a server is there for the lines after it, a show is ended once it has begun. */
  goesOn?: 'server' | 'show';
}

const FENCE_START = /^```(?:sh|bash|shell)\s*$/;
const FENCE_END = /^```\s*$/;
const NOT_RUN = /#\s*not run\b/;
const SERVER = /^(?:[A-Z_]+=\S+\s+)*npm (?:run )?start\b/;
const SHOW = /^(?:[A-Z_]+=\S+\s+)*npm run demo\b(?!.*--once)/;

/** The commands that a reader would copy, in their order. Lines marked `# not run` are left out; `\` joins lines. */
export function readmeLines(markdown: string): { lines: ReadmeLine[]; notRun: number } {
  const lines: ReadmeLine[] = [];
  let notRun = 0;
  let inFence = false;
  let pending = '';
  for (const [index, text] of markdown.split('\n').entries()) {
    if (!inFence) {
      inFence = FENCE_START.test(text);
      continue;
    }
    if (FENCE_END.test(text)) {
      inFence = false;
      continue;
    }
    if (text.endsWith('\\')) {
      pending += `${text.slice(0, -1)} `;
      continue;
    }
    const command = `${pending}${text}`.trim().replace(/^\$ /, '');
    pending = '';
    if (command === '' || command.startsWith('#')) continue;
    if (NOT_RUN.test(command)) notRun += 1;
    else lines.push({ line: index + 1, command, ...goingOn(command) });
  }
  return { lines, notRun };
}

function goingOn(command: string): Pick<ReadmeLine, 'goesOn'> {
  if (SERVER.test(command)) return { goesOn: 'server' };
  return SHOW.test(command) ? { goesOn: 'show' } : {};
}

/**
 * One shell session for the whole page, so that what a line exports or enters holds for the next. A server goes on in the
 * background once `readyUrl` answers, until the next one or the end. A show is ended when it has shown an offer.
 */
export function readmeScript(lines: readonly ReadmeLine[], readyUrl: string): string {
  const isReady = { server: `curl --silent --fail --output /dev/null ${readyUrl}`, show: `grep --quiet ' ms ' "$log"` };
  const steps = lines.map(({ line, command, goesOn }) => {
    const told = `line=${line}; echo "README.md:${line} $ "${quoted(command)}`;
    if (!goesOn) return `${told}\n${command}`;
    const started = `${told}\nstart ${quoted(command)} ${quoted(isReady[goesOn])}`;
    return goesOn === 'show' ? `${started}\nstop INT` : started;
  });
  return `set -eo pipefail
log=$(mktemp)
server=
stop() { [ -z "$server" ] || { kill -"\${1:-TERM}" -- -"$server" 2>/dev/null; wait "$server" 2>/dev/null; server=; } || true; }
start() {
  stop
  : >"$log"
  set -m; bash -c "$1" > >(tee -a "$log") 2>&1 & server=$!; set +m
  for _ in $(seq 600); do
    if eval "$2"; then return 0; fi
    kill -0 "$server" 2>/dev/null || { echo "it ended before it was ready"; return 1; }
    sleep 0.5
  done
  echo "it was not ready within five minutes"; return 1
}
trap 'code=$?; stop; rm -f "$log"; [ $code = 0 ] || echo "README.md:$line failed with code $code"; exit $code' EXIT
${steps.join('\n')}
line=end
echo "README.md: all lines ran"
`;
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
