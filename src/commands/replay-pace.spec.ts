import { describe, expect, it } from '@jest/globals';
import { newPace } from './replay-pace.js';

describe('newPace', () => {
  const elapsedMs = async (work: Promise<void>) => {
    const startedMs = performance.now();
    await work;
    return performance.now() - startedMs;
  };

  it('holds back nothing without a speed', async () => {
    expect(await elapsedMs(newPace(0, undefined)(86_400_000))).toBeLessThan(20);
  });

  it('runs at the speed that was asked for', async () => {
    const waited = await elapsedMs(newPace(1000, 100)(11_000));
    expect(waited).toBeGreaterThanOrEqual(90);
    expect(waited).toBeLessThan(2_000);
  });

  it('lets go when it is interrupted', async () => {
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(new Error('enough')), 20);
    await expect(newPace(0, 1, interrupted.signal)(60_000)).rejects.toThrow();
    await expect(newPace(0, undefined, interrupted.signal)(0)).rejects.toThrow('enough');
  });
});
