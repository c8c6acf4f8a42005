import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a fix is due. Without a speed every fix is due at once, and the acks alone set the pace. */
export type Pace = (at: number) => Promise<void>;

/** Where time comes from, in milliseconds. */
export interface PaceClock {
  now(): number;
  /** @throws the reason of the signal when it is interrupted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const REAL: PaceClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
const LONGEST_WAIT_MS = 3_600_000;

export function newPace(firstAt: number, speed: number | undefined, signal?: AbortSignal, clock = REAL): Pace {
  if (speed === undefined) return async () => signal?.throwIfAborted();
  const startedMs = clock.now();
  return async (at) => {
    const dueMs = startedMs + (at - firstAt) / speed;
    // In pieces: a night in a trace may be longer than one timer can wait.
    for (let leftMs = dueMs - clock.now(); leftMs > 1; leftMs = dueMs - clock.now())
      await clock.sleep(Math.min(leftMs, LONGEST_WAIT_MS), signal);
    signal?.throwIfAborted();
  };
}
