import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTraceFile } from './trace-file.js';

let dir: string;
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'proxima-traces-'))));
afterAll(() => rm(dir, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

const CSV = 'at,lat,lng\n1472191205,1,1\n';

describe('readTraceFile', () => {
  it('knows gzip by its first bytes, not by its name', async () => {
    expect((await readTraceFile(await file('plain.csv.gz', CSV))).fixes).toHaveLength(1);
    expect((await readTraceFile(await file('packed.csv', gzipSync(CSV)))).fixes).toHaveLength(1);
  });

  it.each([
    ['GPX', '<?xml version="1.0"?><gpx/>', 'GPX is not read yet'],
    ['gzipped GPX', gzipSync('<gpx version="1.1"/>'), 'GPX is not read yet'],
    ['PLT', 'Geolife trajectory\r\nWGS 84\r\n', 'PLT is not read yet'],
    ['zip', Buffer.from('PK\x03\x04rest'), 'zip archive'],
    ['a torn gzip', gzipSync(CSV.repeat(500)).subarray(0, 30), /unexpected end|breaks off|unpacked/],
    ['nothing', '', 'holds no rows'],
  ])('refuses %s', async (name, content, message) => {
    await expect(readTraceFile(await file(`refused-${name}`, content))).rejects.toThrow(message);
  });

  it('says plainly that a file is not there', async () => {
    await expect(readTraceFile(join(dir, 'absent.csv'))).rejects.toThrow(/absent\.csv cannot be read: ENOENT/);
  });

  it('does not look when the format is named', async () => {
    await expect(readTraceFile(await file('named.csv', CSV), 'gpx')).rejects.toThrow('GPX is not read yet');
  });
});
