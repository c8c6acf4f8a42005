import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { daypartOf, localTimeIn } from './local-time.js';

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe('the wall clock', () => {
  it.each([
    // The clocks of Berlin go forward on 29 March and back on 25 October 2026, at one o'clock UTC.
    ['Europe/Berlin', '2026-03-29T00:59Z', 'sun 01:59', 'night', '2026-03-28T23:00'],
    ['Europe/Berlin', '2026-03-29T01:00Z', 'sun 03:00', 'night', '2026-03-28T23:00'],
    ['Europe/Berlin', '2026-03-29T21:59Z', 'sun 23:59', 'night', '2026-03-28T23:00'],
    ['Europe/Berlin', '2026-10-25T00:30Z', 'sun 02:30', 'night', '2026-10-24T22:00'],
    ['Europe/Berlin', '2026-10-25T01:30Z', 'sun 02:30', 'night', '2026-10-24T22:00'],
    ['Europe/Berlin', '2026-10-25T22:59Z', 'sun 23:59', 'night', '2026-10-24T22:00'],
    // Those of Sao Paulo used to be changed at midnight: this day began at one o'clock, that one had two last hours.
    ['America/Sao_Paulo', '2018-11-04T02:59Z', 'sat 23:59', 'night', '2018-11-03T03:00'],
    ['America/Sao_Paulo', '2018-11-04T03:00Z', 'sun 01:00', 'night', '2018-11-04T03:00'],
    ['America/Sao_Paulo', '2018-11-04T12:00Z', 'sun 10:00', 'forenoon', '2018-11-04T03:00'],
    ['America/Sao_Paulo', '2018-02-18T02:30Z', 'sat 23:30', 'night', '2018-02-17T02:00'],
    ['America/Sao_Paulo', '2018-02-18T03:00Z', 'sun 00:00', 'night', '2018-02-18T03:00'],
    // In Havana midnight comes twice when they go back: the day begins with the first.
    ['America/Havana', '2026-11-01T04:30Z', 'sun 00:30', 'night', '2026-11-01T04:00'],
    ['America/Havana', '2026-11-01T05:30Z', 'sun 00:30', 'night', '2026-11-01T04:00'],
    ['America/Havana', '2026-11-01T17:00Z', 'sun 12:00', 'afternoon', '2026-11-01T04:00'],
    ['Asia/Kolkata', '2026-06-17T18:29Z', 'wed 23:59', 'night', '2026-06-16T18:30'],
    ['Asia/Kolkata', '2026-06-17T18:30Z', 'thu 00:00', 'night', '2026-06-17T18:30'],
    // Samoa left out 30 December 2011.
    ['Pacific/Apia', '2011-12-30T09:59Z', 'thu 23:59', 'night', '2011-12-29T10:00'],
    ['Pacific/Apia', '2011-12-30T10:30Z', 'sat 00:30', 'night', '2011-12-30T10:00'],
    ['Pacific/Apia', '2026-06-17T10:00Z', 'wed 23:00', 'night', '2026-06-16T11:00'],
  ])('in %s at %s: %s, %s, a day since %s', (zone, now, clock, daypart, dayStart) => {
    const local = localTimeIn(zone, at(now));
    const minutes = `${local.minuteOfDay % 60}`.padStart(2, '0');
    expect(`${local.weekday} ${`${local.hour}`.padStart(2, '0')}:${minutes}`).toBe(clock);
    expect(local.minuteOfDay).toBeGreaterThanOrEqual(local.hour * 60);
    expect(local.daypart).toBe(daypart);
    expect(iso(local.dayStartMs)).toBe(dayStart);
  });

  it('begins a day where the date changes, 25 hours ago at most (26 at Troll, which goes back by two)', () => {
    const zones = [
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Asia/Kolkata',
      'Pacific/Apia',
      'America/Havana',
      'Africa/Cairo',
    ];
    const dates = new Map(
      [...zones, 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu', 'Antarctica/Troll'].map((zone) => [
        zone,
        new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }),
      ]),
    );
    const anyTime = fc.integer({ min: at('2012-01-01T00:00Z'), max: at('2030-01-01T00:00Z') });
    // Every second draw lies within two days of the changes of the clocks in 2018 and 2026.
    const nearChange = fc
      .tuple(
        fc.constantFrom(
          '2018-02-18',
          '2018-11-04',
          '2026-03-08',
          '2026-03-29',
          '2026-04-24',
          '2026-10-25',
          '2026-11-01',
        ),
        fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 }),
      )
      .map(([date, by]) => at(`${date}T03:00Z`) + by);
    fc.assert(
      fc.property(fc.constantFrom(...dates.keys()), fc.oneof(anyTime, nearChange), (zone, now) => {
        const { dayStartMs } = localTimeIn(zone, now);
        const dateOf = (ms: number) => dates.get(zone)!.format(ms);
        expect(dayStartMs).toBeLessThanOrEqual(now);
        expect(now - dayStartMs).toBeLessThan((zone === 'Antarctica/Troll' ? 26 : 25) * 3_600_000);
        expect(dateOf(dayStartMs)).toBe(dateOf(now));
        expect(dateOf(dayStartMs - 1)).not.toBe(dateOf(now));
      }),
      { numRuns: 600 },
    );
  });

  it('tells what Intl tells', () => {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kathmandu', timeStyle: 'short' });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2040-01-01T00:00Z') }), (now) => {
        const { hour, minuteOfDay } = localTimeIn('Asia/Kathmandu', now);
        const minute = minuteOfDay - hour * 60;
        expect(`${`${hour}`.padStart(2, '0')}:${`${minute}`.padStart(2, '0')}`).toBe(clock.format(now));
      }),
    );
  });
});

describe('dayparts', () => {
  it.each([
    [[5, 6, 7, 8], 'morning'],
    [[9, 10, 11], 'forenoon'],
    [[12, 13, 14, 15, 16], 'afternoon'],
    [[17, 18, 19, 20], 'evening'],
    [[21, 22, 23, 0, 1, 2, 3, 4], 'night'],
  ])('the hours %j are %s', (hours, daypart) => {
    expect(new Set(hours.map(daypartOf))).toEqual(new Set([daypart]));
  });
});
