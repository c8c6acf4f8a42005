import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTraces } from './trace-folder.js';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'proxima-folder-'))));
afterEach(() => rm(dir, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<void> {
  const path = join(dir, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

const gpx = (second: number) =>
  `<gpx><trk><trkseg><trkpt lat="1" lon="1"><time>2020-01-01T00:00:0${second}Z</time></trkpt></trkseg></trk></gpx>`;
const plt = (...seconds: number[]) =>
  `${'0\n'.repeat(6)}${seconds.map((second) => `1,1,0,-777,43831,2020-01-01,00:00:0${second}\n`).join('')}`;

describe('readTraces', () => {
  it('reads the GPX and PLT files of a folder, a device a file, those of GeoLife by the person', async () => {
    await file('010/Trajectory/a.plt', plt(5));
    await file('010/Trajectory/b.plt', plt(1));
    await file('tram/ride.plt', plt(2));
    await file('ride.gpx.gz', gzipSync(gpx(3)));
    await file('labels.txt', 'not a trace');
    const trace = await readTraces(dir);
    expect(trace.fixes.map(({ device }) => device)).toEqual(['010', 'tram/ride', 'ride', '010']);
    expect(trace).toMatchObject({ rows: 4, unreadable: { count: 0 } });
    expect(trace.assumptions).toEqual(['4 of 4 fixes tell no accuracy: 20 m is assumed']);
  });

  it('reads the one format that was named', async () => {
    await file('a.gpx', gpx(1));
    await file('b.plt', plt(2));
    expect((await readTraces(dir, 'plt')).fixes.map(({ device }) => device)).toEqual(['b']);
  });

  it('tells a file that is broken and points that cannot be read, and goes on', async () => {
    await file('a.gpx', '<gpx><trk>');
    await file('b.plt', `${plt(1)}x\n`);
    const trace = await readTraces(dir);
    expect(trace.fixes).toHaveLength(1);
    expect(trace.unreadable).toEqual({
      count: 2,
      first: [
        { file: 'a.gpx', why: expect.stringContaining('line 1: the XML is broken') },
        { file: 'b.plt', line: 8, why: expect.stringContaining('1 values where 7 are needed') },
      ],
    });
  });

  it.each([
    ['a folder without traces', {}, undefined, 'holds no .gpx or .plt file'],
    ['a folder without the format that was named', { 'a.gpx': gpx(1) }, 'plt', 'holds no .plt file'],
    ['a folder of CSV', { 'a.csv': '' }, 'csv', 'name one CSV file'],
    ['a folder with nothing readable', { 'a.gpx': '<gpx>' }, undefined, 'a.gpx: line 1: the XML is broken'],
  ] as const)('refuses %s', async (_case, files, format, message) => {
    for (const [name, content] of Object.entries(files)) await file(name, content);
    await expect(readTraces(dir, format)).rejects.toThrow(message);
  });

  it('reads one file as such', async () => {
    await file('one.gpx', gpx(1));
    expect((await readTraces(join(dir, 'one.gpx'))).fixes).toHaveLength(1);
  });
});
