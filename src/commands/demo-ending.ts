import { once } from 'node:events';
import type { EngineProcess } from './engine-process.js';

const CHECK_EVERY_MS = 1_000;

/** Why the demo is over. */
export type Ending = 'interrupted' | 'enough-offers' | 'out-of-patience' | 'engine-gone';

/**
 * Ctrl-C, a polite kill, or a reader that has gone away (`npm run demo | head`). From this call on they no longer end
 * the process by themselves, so that the engine and its data can be put away in order.
 */
export async function interruption(): Promise<Ending> {
  const pipeClosed = new Promise((resolve) => process.stdout.on('error', resolve));
  const hangUp = once(process, 'SIGHUP');
  await Promise.race([onSignal('SIGINT'), onSignal('SIGTERM'), hangUp, pipeClosed]);
  return 'interrupted';
}

/** Stays installed: a second Ctrl-C must not leave an engine behind. */
function onSignal(signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => process.on(signal, () => resolve()));
}

/** The child is watched from outside: signal 0 asks only whether it is there. */
export function engineGone({ pid }: EngineProcess, over: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve('engine-gone');
    }, CHECK_EVERY_MS);
    over.addEventListener('abort', () => clearInterval(timer));
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
