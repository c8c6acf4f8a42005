import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** An engine in a process of its own, as an operator would run it. */
export interface EngineProcess {
  pid: number;
  url: string;
  stop(): Promise<void>;
  /** Its exit code, or nothing when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface EngineProcessOptions {
  env: Record<string, string>;
  startTimeoutMs?: number;
  /** Gets each log line; left out, the lines are dropped. */
  onLog?: (line: string) => void;
}

/**
 * Starts the built engine on a free port of the loopback interface and waits until it listens.
 * @throws Error with the last lines of the log when it ends or stays silent for `startTimeoutMs`.
 */
export async function startEngineProcess({
  env,
  startTimeoutMs = 60_000,
  onLog,
}: EngineProcessOptions): Promise<EngineProcess> {
  const entry = fileURLToPath(new URL('../main.js', import.meta.url));
  const child = fork(entry, [], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', PROXIMA_PROCESSES: '1', ...env },
    // As `npm start` has it: room for the young objects of many decisions at once means fewer collections.
    execArgv: [...process.execArgv, '--max-semi-space-size=32'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A Ctrl-C at the terminal reaches the command, which stops the engine in order.
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        lastLines.push(line);
        if (lastLines.length > 20) lastLines.shift();
        onLog?.(line);
      }
    });
  }
  const port = await listening(child, startTimeoutMs, () => lastLines.join('\n'));
  return { pid: child.pid!, url: `http://127.0.0.1:${port}`, stop: () => stop(child), ended };
}

function listening(child: ChildProcess, timeoutMs: number, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The engine did not listen within ${timeoutMs} ms. Its last words:\n${log()}`));
    }, timeoutMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The engine ended with code ${code} before it listened. Its last words:\n${log()}`));
    });
    child.on('message', (message: { type?: string; port?: number }) => {
      if (message.type !== 'listening' || message.port === undefined) return;
      clearTimeout(timer);
      resolve(message.port);
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(killer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
