import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTraceFile } from './trace-file.js';

let dir: string;
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'proxima-traces-'))));
afterAll(() => rm(dir, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(dir, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const CSV = 'at,lat,lng\n1472191205,1,1\n';
const POINT = '<trkpt lat="1" lon="1"><time>2020-01-01T00:00:00Z</time></trkpt>';
const GPX = `<gpx version="1.1"><trk><trkseg>${POINT}</trkseg></trk></gpx>`;
const PLT = `Geolife trajectory\r\n${'0\r\n'.repeat(5)}1,1,0,-777,43831,2020-01-01,00:00:00\r\n`;

describe('readTraceFile', () => {
  it('knows gzip by its first bytes, not by its name', async () => {
    expect((await readTraceFile(await file('plain.csv.gz', CSV))).fixes).toHaveLength(1);
    expect((await readTraceFile(await file('packed.csv', gzipSync(CSV)))).fixes).toHaveLength(1);
  });

  it.each([
    ['a GPX by its first tag', 'ride.txt', GPX, 'ride.txt'],
    ['a gzipped GPX', 'walk.gpx.gz', gzipSync(`<?xml version="1.0"?>\n${GPX}`), 'walk'],
    ['a GPX with a byte order mark', 'marked.xml', `\uFEFF${GPX}`, 'marked.xml'],
    ['a GPX in UTF-16', 'wide.gpx', Buffer.from(`\uFEFF${GPX}`, 'utf16le'), 'wide'],
    ['a PLT by its first line', 'trip', PLT, 'trip'],
    ['a PLT by its name', 'headless.PLT', PLT.slice(PLT.indexOf('1,1,')), 'headless'],
    ['a PLT of GeoLife by its folder', '010/Trajectory/20200101.plt', PLT, '010'],
  ])('knows %s', async (_case, name, content, device) => {
    const { fixes } = await readTraceFile(await file(name, content));
    expect(fixes).toMatchObject([{ device, fix: { lat: 1, lng: 1, at: Date.UTC(2020, 0, 1) } }]);
  });

  it('refuses a map of columns for what has none', async () => {
    const reading = readTraceFile(await file('mapped.gpx', GPX), undefined, { map: { at: 'when' } });
    await expect(reading).rejects.toThrow(/mapped\.gpx: --map names the columns of a CSV, and this is GPX/);
  });

  it.each([
    ['GPX without a track', '<?xml version="1.0"?><gpx/>', 'holds no track points'],
    ['PLT without a point', 'Geolife trajectory\r\nWGS 84\r\n', 'holds no points'],
    ['a torn gzipped GPX', gzipSync(GPX.replace(POINT, POINT.repeat(500))).subarray(0, -12), 'breaks off'],
    ['zip', Buffer.from('PK\x03\x04rest'), 'zip archive'],
    ['a torn gzip', gzipSync(CSV.repeat(500)).subarray(0, 30), /unexpected end|breaks off|unpacked/],
    ['nothing', '', 'holds no rows'],
  ])('refuses %s', async (name, content, message) => {
    await expect(readTraceFile(await file(`refused-${name}`, content))).rejects.toThrow(message);
  });

  it('says plainly that a file is not there', async () => {
    await expect(readTraceFile(join(dir, 'absent.csv'))).rejects.toThrow(/absent\.csv: cannot be read: ENOENT/);
  });

  it('does not look when the format is named', async () => {
    await expect(readTraceFile(await file('named.csv', CSV), 'gpx')).rejects.toThrow('the XML is broken');
  });
});
