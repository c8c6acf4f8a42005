import { describe, expect, it } from '@jest/globals';
import { wallClockIn, zoneAt } from './local-time.js';

describe('wallClockIn', () => {
  it.each([
    ['Europe/Helsinki in summer', 'Europe/Helsinki', '2016-08-26T09:00:05.428', '2016-08-26T06:00:05.428Z'],
    ['Europe/Helsinki in winter', 'Europe/Helsinki', '2016-01-26T09:00:00', '2016-01-26T07:00:00Z'],
    ['a zone off the hour', 'Asia/Kathmandu', '2020-05-01T12:00:00', '2020-05-01T06:15:00Z'],
    ['before the clocks skip', 'Europe/Berlin', '2016-03-27T01:59:59', '2016-03-27T00:59:59Z'],
    ['after the clocks skipped', 'Europe/Berlin', '2016-03-27T03:00:00', '2016-03-27T01:00:00Z'],
    ['within the hour that was skipped: moved on', 'Europe/Berlin', '2016-03-27T02:30:00', '2016-03-27T01:30:00Z'],
    ['within the hour that comes twice: the first', 'Europe/Berlin', '2016-10-30T02:30:00', '2016-10-30T00:30:00Z'],
    ['after the hour that came twice', 'Europe/Berlin', '2016-10-30T03:00:00', '2016-10-30T02:00:00Z'],
    ['west of Greenwich', 'America/Maceio', '2014-09-13T07:24:32', '2014-09-13T10:24:32Z'],
  ])('reads a clock in %s', (_case, zone, wall, utc) => {
    expect(new Date(wallClockIn(zone)(Date.parse(`${wall}Z`)))).toEqual(new Date(utc));
  });

  it('refuses a zone that does not exist', () => {
    expect(() => wallClockIn('Europe/Atlantis')).toThrow(RangeError);
  });
});

it('knows the zone of a place', () => {
  expect(zoneAt(60.17, 24.94)).toBe('Europe/Helsinki');
  expect(zoneAt(47.37, 8.54)).toBe('Europe/Zurich');
});
