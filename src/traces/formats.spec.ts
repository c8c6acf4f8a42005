import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fix } from '../contract/position.js';
import { readCsvTrace } from './csv-trace.js';
import { gatherGpx } from './gpx-trace.js';
import { gatherPlt } from './plt-trace.js';
import type { Trace } from './trace.js';

const bytes = (lines: readonly string[]) => Readable.from([Buffer.from(lines.join('\n'))]);
const text = (value: number | undefined) => (value === undefined ? '' : `${value}`);

function readCsv(fixes: readonly Fix[]): Promise<Trace> {
  const rows = fixes.map(({ lat, lng, at, accuracyMetres, speedMps, headingDeg }) =>
    [lat, lng, at, accuracyMetres, text(speedMps), text(headingDeg)].join(','),
  );
  return readCsvTrace(bytes(['lat,lng,at,accuracy,speed,heading', ...rows]));
}

async function readGpx(fixes: readonly Fix[]): Promise<Trace> {
  const tag = (name: string, value: number | undefined) => (value === undefined ? '' : `<${name}>${value}</${name}>`);
  const points = fixes.map(
    ({ lat, lng, at, accuracyMetres, speedMps, headingDeg }) =>
      `<trkpt lat="${lat}" lon="${lng}"><time>${new Date(at).toISOString()}</time><extensions>` +
      `${tag('accuracy', accuracyMetres)}${tag('speed', speedMps)}${tag('course', headingDeg)}</extensions></trkpt>`,
  );
  return (
    await gatherGpx(bytes(['<gpx version="1.1"><trk><trkseg>', ...points, '</trkseg></trk></gpx>']), '1')
  ).trace();
}

async function readPlt(fixes: readonly Fix[]): Promise<Trace> {
  const points = fixes.map(({ lat, lng, at }) => {
    const [date, clock] = new Date(at).toISOString().slice(0, -1).split('T');
    return `${lat},${lng},0,-777,${at / 86_400_000 + 25_569},${date},${clock}`;
  });
  return (await gatherPlt(bytes(['Geolife trajectory', ...Array<string>(5).fill('0'), ...points]), '1')).trace();
}

const withoutLines = ({ fixes }: Trace) => fixes.map(({ device, fix }) => ({ device, fix }));

/** No -0, which no file can tell from 0. */
function number(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true }).map((value) => value + 0);
}

// What a PLT has no place for is left out of the comparison with it.
const place = {
  lat: number(-90, 90),
  lng: number(-180, 180),
  at: fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2026, 0, 1) }),
};
const bareFix = fc.record({ ...place, accuracyMetres: fc.constant(20) });
const fullFix = fc.record(
  {
    ...place,
    accuracyMetres: number(0.5, 100_000),
    speedMps: number(0, 400),
    headingDeg: number(0, 360),
  },
  { requiredKeys: ['lat', 'lng', 'at', 'accuracyMetres'] },
);

it('gives the same fixes for a trace written as CSV, GPX and PLT', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bareFix, { minLength: 1, maxLength: 20 }), async (fixes) => {
      const csv = withoutLines(await readCsv(fixes));
      expect(csv).toHaveLength(fixes.length);
      expect(withoutLines(await readGpx(fixes))).toEqual(csv);
      expect(withoutLines(await readPlt(fixes))).toEqual(csv);
    }),
  );
});

it('gives the same accuracy, speed and heading from CSV and GPX', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fullFix, { minLength: 1, maxLength: 20 }), async (fixes) => {
      const wanted = [...fixes].sort((a, b) => a.at - b.at).map((fix) => ({ device: '1', fix }));
      expect(withoutLines(await readCsv(fixes))).toEqual(wanted);
      expect(withoutLines(await readGpx(fixes))).toEqual(wanted);
    }),
  );
});
