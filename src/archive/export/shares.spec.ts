import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shareOut, type WeighedDay } from './shares.js';

function weigh(...bytes: number[]): WeighedDay[] {
  return bytes.map((own, n) => ({ day: { day: `day-${n}`, decisions: [`${n}.gz`], feedback: [] }, bytes: own }));
}
function told(days: readonly WeighedDay[], readers: number): string[][] {
  return shareOut(days, readers).map((share) => share.map(({ day, low, high }) => `${day} ${low}-${high}`));
}

describe('the shares of readers', () => {
  it('are days one after the other, and of the one in between a part each', () => {
    expect(told(weigh(100, 100, 100), 2)).toEqual([
      ['day-0 0-1', 'day-1 0-0.5'],
      ['day-1 0.5-1', 'day-2 0-1'],
    ]);
    expect(told(weigh(100, 100), 2)).toEqual([['day-0 0-1'], ['day-1 0-1']]);
    expect(told(weigh(100), 2)).toEqual([['day-0 0-0.5'], ['day-0 0.5-1']]);
    expect(told(weigh(100, 300), 1)).toEqual([['day-0 0-1', 'day-1 0-1']]);
  });

  it('leave a day whole where little of it would go to another', () => {
    expect(told(weigh(100, 95), 2)).toEqual([['day-0 0-1'], ['day-1 0-1']]);
    expect(told(weigh(95, 100), 2)).toEqual([['day-0 0-1'], ['day-1 0-1']]);
  });

  it('are empty where there is nothing', () => {
    expect(told([], 2)).toEqual([[], []]);
    expect(told(weigh(0), 2)).toEqual([[], []]);
  });

  it('take each part of each day once, and are alike, whatever the days', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (bytes, readers) => {
          const days = weigh(...bytes);
          const shares = shareOut(days, readers);
          expect(shares).toHaveLength(readers);
          const largest = Math.max(...bytes);
          const all = bytes.reduce((sum, own) => sum + own, 0);
          for (const share of shares) {
            const own = share.reduce((sum, { day, low, high }) => sum + (high - low) * bytes[Number(day.slice(4))]!, 0);
            expect(Math.abs(own - all / readers)).toBeLessThanOrEqual(0.2 * largest + 1);
          }
          for (const { day } of days.filter(({ bytes: own }) => own > 0)) {
            const parts = shares.flat().filter((share) => share.day === day.day);
            expect(parts.length).toBeGreaterThan(0);
            expect(parts[0]!.low).toBe(0);
            expect(parts.at(-1)!.high).toBe(1);
            for (const [n, { high }] of parts.slice(0, -1).entries()) expect(parts[n + 1]!.low).toBe(high);
          }
        },
      ),
    );
  });
});
