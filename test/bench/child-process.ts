import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface ForkOptions {
  env?: Record<string, string>;
  /** One string that says what the child is for, in error messages. */
  name: string;
}

/** Starts a compiled file of this folder as a process of its own, out of reach of a Ctrl-C at the terminal. */
export function forkSibling(file: string, { env = {}, name }: ForkOptions): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // The bench ends its children itself, in order.
    detached: true,
  });
  child.on('error', (fault) => console.error(`${name}: ${fault.message}`));
  return child;
}

/** Waits for the first message that `pick` takes. */
export function nextMessage<T>(
  child: ChildProcess,
  name: string,
  timeoutMs: number,
  pick: (message: unknown) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      act();
    };
    const onMessage = (message: unknown) => {
      const picked = pick(message);
      if (picked !== undefined) settle(() => resolve(picked));
    };
    const onExit = (code: number | null) => settle(() => reject(new Error(`${name} ended with code ${code}`)));
    const timer = setTimeout(
      () => settle(() => reject(new Error(`${name} said nothing for ${timeoutMs} ms`))),
      timeoutMs,
    );
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}

export function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), 3000);
    child.once('exit', () => {
      clearTimeout(killer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
