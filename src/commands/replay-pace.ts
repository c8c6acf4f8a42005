import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a fix is due. Without a speed every fix is due at once, and the acks alone set the pace. */
export type Pace = (at: number) => Promise<void>;

export function newPace(firstAt: number, speed: number | undefined, signal?: AbortSignal): Pace {
  if (speed === undefined) return async () => signal?.throwIfAborted();
  const startedMs = performance.now();
  return async (at) => {
    const dueMs = startedMs + (at - firstAt) / speed;
    // In pieces: a night in a trace may be longer than one timer can wait.
    for (let leftMs = dueMs - performance.now(); leftMs > 1; leftMs = dueMs - performance.now()) {
      await sleep(Math.min(leftMs, 3_600_000), undefined, { signal });
    }
    signal?.throwIfAborted();
  };
}
