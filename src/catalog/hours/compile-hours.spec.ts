import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALEXANDERPLATZ, BERLIN } from '../../../test/support/builders.js';
import type { CatalogOffer } from '../../contract/catalog.js';
import { compileHours } from './compile-hours.js';

type When = NonNullable<CatalogOffer['when']>;

const at = (text: string) => Date.parse(text);
const isOpen = (when: When, now: string, rest: Partial<CatalogOffer> = { timeZone: BERLIN }) =>
  compileHours({ when, ...rest } as CatalogOffer)!(at(now));

const NIGHTS: When = { windows: [{ days: ['fri', 'sat'], from: '22:00', to: '02:00' }] };
const OFFICE: When = { windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }] };

describe('weekly windows', () => {
  it('are nothing where none are given', () => {
    expect(compileHours({} as CatalogOffer)).toBeUndefined();
    expect(compileHours({ when: { moments: ['waiting'] } } as CatalogOffer)).toBeUndefined();
  });

  it.each<[string, When, string, boolean]>([
    ['at the first minute', OFFICE, '2026-11-23T08:00:00+01:00', true],
    ['a moment before', OFFICE, '2026-11-23T07:59:59.999+01:00', false],
    ['at the last minute', OFFICE, '2026-11-23T17:59:59.999+01:00', true],
    ['at the end', OFFICE, '2026-11-23T18:00:00+01:00', false],
    ['on another day', OFFICE, '2026-11-22T12:00:00+01:00', false],
    ['over midnight, before it', NIGHTS, '2026-11-20T23:30:00+01:00', true],
    ['over midnight, after it', NIGHTS, '2026-11-21T01:59:00+01:00', true],
    ['over midnight, at the end', NIGHTS, '2026-11-22T02:00:00+01:00', false],
    ['on the evening after the last night', NIGHTS, '2026-11-22T22:30:00+01:00', false],
    [
      'the last minute of a whole day',
      { windows: [{ days: ['mon'], from: '00:00', to: '24:00' }] },
      '2026-11-23T23:59:59+01:00',
      true,
    ],
    [
      'the minute after a whole day',
      { windows: [{ days: ['mon'], from: '00:00', to: '24:00' }] },
      '2026-11-24T00:00:00+01:00',
      false,
    ],
  ])('%s', (_name, when, now, open) => expect(isOpen(when, now)).toBe(open));

  it('follow the wall clock over the changes of summer time', () => {
    // On 28 March 2027 two o'clock is three o'clock; on 31 October three o'clock comes twice.
    const night: When = { windows: [{ days: ['sun'], from: '02:30', to: '03:30' }] };
    expect(isOpen(night, '2027-03-28T01:59:00+01:00')).toBe(false);
    expect(isOpen(night, '2027-03-28T03:00:00+02:00')).toBe(true);
    expect(isOpen(night, '2027-03-28T03:30:00+02:00')).toBe(false);
    expect(isOpen(night, '2027-10-31T02:45:00+02:00')).toBe(true);
    expect(isOpen(night, '2027-10-31T02:15:00+01:00')).toBe(false);
    expect(isOpen(night, '2027-10-31T02:45:00+01:00')).toBe(true);
    const opening: When = { windows: [{ days: ['mon'], from: '08:00', to: '09:00' }] };
    for (const now of ['2027-03-22T08:00:00+01:00', '2027-03-29T08:00:00+02:00'])
      expect(isOpen(opening, now)).toBe(true);
  });

  it('mean the clock of the offer, else that of its place, else that of the catalog, else that of Berlin', () => {
    const noon = '2026-11-23T09:30:00Z';
    const early: When = { windows: [{ days: ['mon'], from: '10:00', to: '11:00' }] };
    const inNewYork: When = { windows: [{ days: ['mon'], from: '04:00', to: '05:00' }] };
    expect(isOpen(early, noon, {})).toBe(true);
    expect(isOpen(early, noon, { place: ALEXANDERPLATZ, timeZone: 'America/New_York' })).toBe(false);
    expect(isOpen(inNewYork, noon, { place: ALEXANDERPLATZ, timeZone: 'America/New_York' })).toBe(true);
    expect(isOpen(inNewYork, noon, { place: { lat: 40.71, lng: -74.0 } })).toBe(true);
    expect(compileHours({ when: inNewYork } as CatalogOffer, 'America/New_York')!(at(noon))).toBe(true);
  });
});

describe('exceptions', () => {
  const when: When = {
    ...OFFICE,
    exceptions: [
      { date: '2026-12-25', closed: true },
      { date: '2026-12-24', windows: [{ from: '09:00', to: '14:00' }] },
      { date: '2026-12-26', windows: [{ from: '22:00', to: '01:00' }] },
    ],
  };

  it.each([
    ['a closed Friday', '2026-12-25T12:00:00+01:00', false],
    ['other times', '2026-12-24T13:59:00+01:00', true],
    ['instead of those of the day', '2026-12-24T15:00:00+01:00', false],
    ['on a day without any', '2026-12-26T23:00:00+01:00', true],
    ['over midnight', '2026-12-27T00:30:00+01:00', true],
    ['no exception', '2026-12-28T12:00:00+01:00', true],
  ])('%s', (_name, now, open) => expect(isOpen(when, now)).toBe(open));

  it('do not end the night before them', () => {
    const open: When = { ...NIGHTS, exceptions: [{ date: '2026-11-21', closed: true }] };
    expect(isOpen(open, '2026-11-21T01:00:00+01:00')).toBe(true);
    expect(isOpen(open, '2026-11-21T23:00:00+01:00')).toBe(false);
  });

  it('alone close their dates and no other', () => {
    const only: When = { exceptions: [{ date: '2026-12-25', closed: true }] };
    expect(isOpen(only, '2026-12-25T12:00:00+01:00')).toBe(false);
    expect(isOpen(only, '2026-12-26T00:00:00+01:00')).toBe(true);
  });
});

it('a window and the rest of the week, one of them is open at any time', () => {
  const clock = fc
    .tuple(fc.nat(23), fc.constantFrom('00', '15', '30'))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const moments = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') });
  fc.assert(
    fc.property(
      clock,
      clock,
      moments,
      fc.constantFrom(BERLIN, 'America/St_Johns', 'Australia/Lord_Howe'),
      (from, to, now, timeZone) => {
        fc.pre(from !== to);
        const open = compileHours({ when: { windows: [{ days: [...days], from, to }] }, timeZone } as CatalogOffer)!;
        const shut = compileHours({
          when: { windows: [{ days: [...days], from: to, to: from }] },
          timeZone,
        } as CatalogOffer)!;
        expect(open(now)).toBe(!shut(now));
      },
    ),
  );
});
