export interface ReadmeLine {
  /** Line in the file, counted from 1. */
  line: number;
  command: string;
  /** It goes on until it is stopped, so the next line is run beside it. */
  longRunning: boolean;
}

const FENCE_START = /^```(?:sh|bash|shell)\s*$/;
const FENCE_END = /^```\s*$/;
const NOT_RUN = /#\s*not run\b/;
const LONG_RUNNING = /^(?:[A-Z_]+=\S+\s+)*npm (?:start|run (?:start|demo))\b(?!.*--once)/;

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
    else lines.push({ line: index + 1, command, longRunning: LONG_RUNNING.test(command) });
  }
  return { lines, notRun };
}

/**
 * One shell session for the whole page, so that what a line exports or enters holds for the next. A long-running line
 * goes on in the background once `ready` is answered, until the next one or the end.
 */
export function readmeScript(lines: readonly ReadmeLine[], readyUrl: string): string {
  const steps = lines.map(({ line, command, longRunning }) => {
    const told = `line=${line}; echo "README.md:${line} $ "${quoted(command)}`;
    return longRunning ? `${told}\nstart ${quoted(command)}` : `${told}\n${command}`;
  });
  return `set -eo pipefail
server=
stop() { [ -z "$server" ] || { kill -- -"$server" 2>/dev/null; wait "$server" 2>/dev/null; server=; } || true; }
start() {
  stop
  set -m; bash -c "$1" & server=$!; set +m
  for _ in $(seq 600); do
    curl --silent --fail --output /dev/null ${quoted(readyUrl)} && return 0
    kill -0 "$server" 2>/dev/null || { echo "it ended before it was ready"; return 1; }
    sleep 0.5
  done
  echo "it was not ready within five minutes"; return 1
}
trap 'code=$?; stop; [ $code = 0 ] || echo "README.md:$line failed with code $code"; exit $code' EXIT
${steps.join('\n')}
line=end
echo "README.md: all lines ran"
`;
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
