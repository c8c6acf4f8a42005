import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until it is so or the time is up. */
export async function within(ms: number, isSo: () => boolean | Promise<boolean>, everyMs = 10): Promise<boolean> {
  const untilMs = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > untilMs) return false;
    await sleep(everyMs);
  }
  return true;
}
