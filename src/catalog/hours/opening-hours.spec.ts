import { describe, expect, it } from '@jest/globals';
import type { WeeklyWindow } from '../../contract/catalog.js';
import { readExceptions } from './exceptions.js';
import { readOpeningHours } from './opening-hours.js';

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const window = (days: readonly string[], from: string, to: string) => ({ days, from, to }) as WeeklyWindow;
const WEEK = [...WORKDAYS, 'sat', 'sun'];

describe('opening hours', () => {
  it.each<[string, WeeklyWindow[]]>([
    ['Mo-Fr 08:00-18:00; Sa 09:00-14:00', [window(WORKDAYS, '08:00', '18:00'), window(['sat'], '09:00', '14:00')]],
    ['Mo-Su 10:00-20:00', [window(WEEK, '10:00', '20:00')]],
    ['24/7', [window(WEEK, '00:00', '24:00')]],
    ['08:00-20:00', [window(WEEK, '08:00', '20:00')]],
    [
      'Mo,We 8:00-12:00,13:00-17:30',
      [window(['mon', 'wed'], '08:00', '12:00'), window(['mon', 'wed'], '13:00', '17:30')],
    ],
    ['Mo-Fr 08:00-12:00, Sa 09:00-12:00', [window(WORKDAYS, '08:00', '12:00'), window(['sat'], '09:00', '12:00')]],
    ['Fr 09:00-12:00, Fr 14:00-18:00', [window(['fri'], '09:00', '12:00'), window(['fri'], '14:00', '18:00')]],
    ['Fr-Sa 17:00-03:00', [window(['fri', 'sat'], '17:00', '03:00')]],
    ['Fr 20:00-26:00', [window(['fri'], '20:00', '02:00')]],
    ['Sa-Mo 10:00-18:00', [window(['mon', 'sat', 'sun'], '10:00', '18:00')]],
    ['Mo-Su 08:00-18:00; Su off', [window([...WORKDAYS, 'sat'], '08:00', '18:00')]],
    [
      'Mo-Su 08:00-18:00; We 08:00-12:00',
      [
        window(
          WEEK.filter((day) => day !== 'wed'),
          '08:00',
          '18:00',
        ),
        window(['wed'], '08:00', '12:00'),
      ],
    ],
    ['Di-Do 09.00 - 17.00 Uhr; So zu', [window(['tue', 'wed', 'thu'], '09:00', '17:00')]],
    ['Mo-Fr 00:00-24:00', [window(WORKDAYS, '00:00', '24:00')]],
    ['Mo 18:00-23:00+', [window(['mon'], '18:00', '23:00')]],
  ])('%s', (text, windows) => expect(readOpeningHours(text)).toEqual({ windows, unused: [] }));

  it('read holidays, and say that they are not used', () => {
    expect(readOpeningHours('Mo-Sa 09:00-20:00; PH off')).toEqual({
      windows: [window([...WORKDAYS, 'sat'], '09:00', '20:00')],
      unused: ['PH off'],
    });
    expect(readOpeningHours('Mo-Fr 09:00-20:00; Su,PH 10:00-16:00')).toMatchObject({
      windows: [{ days: [...WORKDAYS] }, { days: ['sun'], from: '10:00' }],
      unused: ['Su,PH 10:00-16:00'],
    });
  });

  it.each([
    ['Mo-Fr 08:00-18:00; nach Vereinbarung', 'nach Vereinbarung'],
    ['18:00+', '18:00+'],
    ['Apr-Oct: Mo-Su 10:00-18:00', 'Apr-Oct: Mo-Su 10:00-18:00'],
    ['Mo-Xx 10:00-18:00', 'Mo-Xx 10:00-18:00'],
    ['Mo 25:00-26:00', 'Mo 25:00-26:00'],
    ['Mo 08:60-09:00', 'Mo 08:60-09:00'],
    ['Mo 10:00-10:00', 'Mo 10:00-10:00'],
    ['Mo-Fr 10:00-18:00 "for members"', 'Mo-Fr 10:00-18:00 "for members"'],
    ['Sa[-1] 10:00-14:00', 'Sa[-1] 10:00-14:00'],
    ['Mo 10:00-sunset', 'Mo 10:00-sunset'],
    ['Mo-Fr 08:00-12:00, Sa 09:00+', 'Sa 09:00+'],
    ['off', 'off'],
    ['', ''],
  ])('that are not understood are told: %s', (text, part) => expect(readOpeningHours(text)).toBe(part));
});

describe('exceptions', () => {
  it('are dates with other times, or none', () => {
    expect(readExceptions('24.12.2026 09:00-14:00 | 25.12.2026 zu|2026-12-31: 08:00-12:00, 13:00-15:00')).toEqual([
      { date: '2026-12-24', windows: [{ from: '09:00', to: '14:00' }] },
      { date: '2026-12-25', closed: true },
      {
        date: '2026-12-31',
        windows: [
          { from: '08:00', to: '12:00' },
          { from: '13:00', to: '15:00' },
        ],
      },
    ]);
  });

  it.each([
    ['31.02.2027 zu', '31.02.2027 zu'],
    ['25.12.2026', '25.12.2026'],
    ['25.12.2026 zu | 25.12.2026 08:00-12:00', '25.12.2026 08:00-12:00'],
    ['25.12.2026 vielleicht', '25.12.2026 vielleicht'],
    ['| |', '| |'],
  ])('that are not understood are told: %s', (text, part) => expect(readExceptions(text)).toBe(part));
});
