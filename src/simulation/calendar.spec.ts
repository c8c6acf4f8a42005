import { describe, expect, it } from '@jest/globals';
import { dateOf, lastWorkingDay, nextWorkingDay, timeOfDay } from './calendar.js';

const at = (iso: string) => Date.parse(iso);

describe('calendar', () => {
  it.each([
    ['a Saturday', '2026-11-21T22:00:00Z', '2026-11-19T23:00:00Z'],
    ['a Monday at seven', '2026-11-23T06:00:00Z', '2026-11-19T23:00:00Z'],
    ['a Monday at nine', '2026-11-23T08:00:00Z', '2026-11-22T23:00:00Z'],
    ['a summer Wednesday', '2026-07-15T12:00:00Z', '2026-07-14T22:00:00Z'],
    ['the Sunday of the clock change in spring', '2026-03-29T12:00:00Z', '2026-03-26T23:00:00Z'],
  ])('finds the last working day on %s', (_name, now, midnight) => {
    expect(new Date(lastWorkingDay(at(now))).toISOString()).toBe(new Date(at(midnight)).toISOString());
  });

  it.each([
    ['to the next day', '2026-11-18T23:00:00Z', '2026-11-19T23:00:00Z'],
    ['over a weekend', '2026-11-19T23:00:00Z', '2026-11-22T23:00:00Z'],
    ['over the spring change', '2026-03-26T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['over the autumn change', '2026-10-22T22:00:00Z', '2026-10-25T23:00:00Z'],
  ])('goes %s', (_name, from, to) => {
    expect(new Date(nextWorkingDay(at(from))).toISOString()).toBe(new Date(at(to)).toISOString());
  });

  it('tells Berlin time', () => {
    expect(timeOfDay(at('2026-11-20T07:00:05Z'))).toBe('08:00:05');
    expect(dateOf(at('2026-11-20T07:00:05Z'))).toMatch(/^Friday,? 20 November 2026$/);
  });
});
