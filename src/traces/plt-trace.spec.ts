import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { gatherPlt } from './plt-trace.js';
import type { TraceOptions } from './trace.js';

const HEADER = [
  'Geolife trajectory',
  'WGS 84',
  'Altitude is in Feet',
  'Reserved 3',
  '0,2,255,My Track,0,0,2,8421376',
  '0',
];
const POINT = '39.975992,116.331816,0,492,40249.7264814815,2010-03-12,17:26:08';

const read = async (lines: readonly string[], options?: TraceOptions) =>
  (await gatherPlt(Readable.from([Buffer.from(lines.join('\r\n'))]), '178', options)).trace();

describe('gatherPlt', () => {
  it('reads points below six header lines, in GMT, and assumes an accuracy', async () => {
    const trace = await read([...HEADER, POINT, '39.975854,116.3319,0,-777,40249.7265393519,2010-03-12,17:26:13', '']);
    expect(trace.fixes).toEqual([
      {
        device: '178',
        line: 7,
        fix: { lat: 39.975992, lng: 116.331816, accuracyMetres: 20, at: Date.UTC(2010, 2, 12, 17, 26, 8) },
      },
      {
        device: '178',
        line: 8,
        fix: { lat: 39.975854, lng: 116.3319, accuracyMetres: 20, at: Date.UTC(2010, 2, 12, 17, 26, 13) },
      },
    ]);
    expect(trace).toMatchObject({ rows: 2, unreadable: { count: 0 } });
    expect(trace.assumptions).toEqual(['2 of 2 fixes tell no accuracy: 20 m is assumed']);
  });

  it('counts the days where the date cannot be read for sure', async () => {
    const trace = await read([...HEADER, '39.9,116.3,0,492,40249.7264814815,12-Mar-10,05:26:08 PM']);
    expect(trace.fixes[0]!.fix.at).toBe(Date.UTC(2010, 2, 12, 17, 26, 8));
  });

  it('takes the zone that was named', async () => {
    const trace = await read([...HEADER, POINT], { zone: 'Asia/Shanghai' });
    expect(trace.fixes[0]!.fix.at).toBe(Date.UTC(2010, 2, 12, 9, 26, 8));
  });

  it('tells points that cannot be read, with their lines', async () => {
    const trace = await read([
      ...HEADER,
      POINT,
      '400.166666666667,116.3,0,492,40249.7264814815,2010-03-12,17:26:08',
      '39.9,116.3,0,492,40249.7264814815,2010-03-13,17:26:08',
      '39.9,116.3,0,492,,,',
      '39.9,116.3',
    ]);
    expect(trace).toMatchObject({ rows: 5, fixes: { length: 1 }, unreadable: { count: 4 } });
    expect(trace.unreadable.first).toEqual([
      { line: 8, why: 'position out of range: lat 400.166666666667, lng 116.3' },
      { line: 9, why: '"2010-03-13 17:26:08" and day 40249.7264814815 are 86400 s apart' },
      { line: 10, why: 'no time: " "' },
      { line: 11, why: '2 values where 7 are needed: lat, lng, 0, feet, days, date, time' },
    ]);
  });

  it('loses no point to a header that is not there, and says so', async () => {
    const trace = await read([POINT, POINT]);
    expect(trace.fixes.map(({ line }) => line)).toEqual([1, 2]);
    expect(trace.assumptions).toContainEqual(expect.stringContaining('shorter than 6 lines'));
  });

  it.each([
    ['an empty file', [], 'holds no points below its 6 header lines'],
    ['a header alone', HEADER, 'holds no points below its 6 header lines'],
    ['no readable point', [...HEADER, 'x'], 'None of the 1 points can be read. The first of them:\n  line 7: 1 values'],
    ['a line without end', [...HEADER, '1'.repeat(70_000)], 'Line 7 has more than 65536 characters'],
  ])('refuses %s', async (_case, lines, message) => {
    await expect(read(lines)).rejects.toThrow(message);
  });

  it('refuses a zone that does not exist', async () => {
    await expect(read([...HEADER, POINT], { zone: 'Asia/Atlantis' })).rejects.toThrow('there is no such time zone');
  });
});
