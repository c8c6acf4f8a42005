import type { Clock } from '../clock.js';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Goes forward; what falls due on the way is done in its order, with what follows from it. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly work: () => void;
}

/** @param startMs epoch milliseconds; a morning in May 2026 when left out. */
export function manualClock(startMs = Date.UTC(2026, 4, 4, 6)): ManualClock {
  const timers = new Set<Timer>();
  let nowMs = startMs;
  const takeDue = (untilMs: number): Timer | undefined => {
    const [first] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
    if (first) timers.delete(first);
    return first;
  };
  return {
    now: () => nowMs,
    after(ms, work) {
      const timer = { atMs: nowMs + Math.max(ms, 0), work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (let due = takeDue(untilMs); due; due = takeDue(untilMs)) {
        nowMs = Math.max(nowMs, due.atMs);
        due.work();
        await settled();
      }
      nowMs = untilMs;
    },
  };
}

/** More turns than any chain of promises here has links. Timers of the platform may be those of a test, so none is used. */
const TURNS = 200;

/** Resolves when everything that is under way without a timer is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}
