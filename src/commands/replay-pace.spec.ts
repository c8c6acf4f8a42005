import { describe, expect, it } from '@jest/globals';
import { newPace, type PaceClock } from './replay-pace.js';

const HOUR_MS = 3_600_000;

/** Time passes in sleep alone. */
class StandingClock implements PaceClock {
  readonly slept: number[] = [];
  #nowMs = 5_000;

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.#nowMs += ms;
    return Promise.resolve();
  }
}

describe('newPace', () => {
  it('holds back nothing without a speed', async () => {
    const clock = new StandingClock();
    await newPace(0, undefined, undefined, clock)(86_400_000);
    expect(clock.slept).toEqual([]);
  });

  it('runs at the speed that was asked for, from the first fix on', async () => {
    const clock = new StandingClock();
    const pace = newPace(1_000, 100, undefined, clock);
    await pace(1_000);
    await pace(11_000);
    await pace(11_000);
    await pace(31_000);
    expect(clock.slept).toEqual([100, 200]);
  });

  it('waits through a gap that is longer than a timer can be', async () => {
    const clock = new StandingClock();
    await newPace(0, 1, undefined, clock)(2.5 * HOUR_MS);
    expect(clock.slept).toEqual([HOUR_MS, HOUR_MS, HOUR_MS / 2]);
  });

  it('lets go when it is interrupted', async () => {
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(new Error('enough')), 20);
    await expect(newPace(0, 1, interrupted.signal)(60_000)).rejects.toThrow();
    await expect(newPace(0, undefined, interrupted.signal)(0)).rejects.toThrow('enough');
  });
});
