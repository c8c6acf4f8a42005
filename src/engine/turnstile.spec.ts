import { describe, expect, it } from '@jest/globals';
import { Turnstile } from './turnstile.js';

const HOUR_MS = 3_600_000;

/** A work that ends when it is told to. */
function aWork() {
  let end: () => void = () => undefined;
  let begun = false;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = () => {
    begun = true;
    return ended;
  };
  return { work, end: () => end(), hasBegun: () => begun };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('lets so many in at once, and the next in the order in which they came', async () => {
    const turnstile = new Turnstile(1, 2, HOUR_MS);
    const works = [aWork(), aWork(), aWork()];
    const passes = works.map(({ work }) => turnstile.pass(work));
    expect(works.map(({ hasBegun }) => hasBegun())).toEqual([true, false, false]);
    works[0]!.end();
    await turn();
    expect(works.map(({ hasBegun }) => hasBegun())).toEqual([true, true, false]);
    works[1]!.end();
    works[2]!.end();
    await Promise.all(passes);
  });

  it('refuses who finds the line full, and goes on', async () => {
    const turnstile = new Turnstile(1, 1, HOUR_MS);
    const [inside, waiting, late] = [aWork(), aWork(), aWork()];
    const passes = [turnstile.pass(inside.work), turnstile.pass(waiting.work)];
    await expect(turnstile.pass(late.work)).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterMs: 1_000 });
    expect(late.hasBegun()).toBe(false);
    inside.end();
    waiting.end();
    await Promise.all(passes);
    await expect(turnstile.pass(() => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('refuses who has waited too long, and gives the place to who comes then', async () => {
    const turnstile = new Turnstile(1, 8, -1);
    const [inside, stale] = [aWork(), aWork()];
    const first = turnstile.pass(inside.work);
    const second = turnstile.pass(stale.work);
    inside.end();
    await first;
    await expect(second).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(stale.hasBegun()).toBe(false);
    await expect(turnstile.pass(() => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('gives the place on when a work fails', async () => {
    const turnstile = new Turnstile(1, 1, HOUR_MS);
    await expect(turnstile.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(turnstile.pass(() => Promise.resolve('in'))).resolves.toBe('in');
  });
});
