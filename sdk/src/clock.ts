/** Time as a port, so that a test of an app can go forward in it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `work` once, `ms` from now. @returns takes it back. */
  after(ms: number, work: () => void): () => void;
}

/** Longer timers overflow and would fire at once. Whoever needs longer looks at the time and waits again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
