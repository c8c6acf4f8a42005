import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seal, unseal } from './seal.js';
import { appendLines, readLines, type SegmentLine } from './segment-file.js';

const folder = mkdtempSync(join(tmpdir(), 'px-segment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lineOf = (id: string): SegmentLine => ({ id, at: 1, who: 'w', box: randomBytes(40).toString('base64') });

async function read(path: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of readLines(path)) ids.push(id);
  return ids;
}

describe('a segment', () => {
  it('grows by members and stays one gzip file', async () => {
    const path = join(folder, 'a', 'grows.ndjson.gz');
    await appendLines(path, [lineOf('1'), lineOf('2')]);
    await appendLines(path, [lineOf('3')]);
    expect(await read(path)).toEqual(['1', '2', '3']);
    expect(gunzipSync(readFileSync(path)).toString().split('\n')).toHaveLength(4);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('cut off by a crash at any byte gives every line of the members before', async () => {
    const path = join(folder, 'cut.ndjson.gz');
    await appendLines(path, [lineOf('1'), lineOf('2')]);
    const whole = statSync(path).size;
    await appendLines(path, [lineOf('3'), lineOf('4')]);
    const bytes = readFileSync(path);
    for (let size = whole; size < bytes.length; size += 1) {
      writeFileSync(path, bytes);
      truncateSync(path, size);
      const ids = await read(path);
      expect([size, ids.slice(0, 2)]).toEqual([size, ['1', '2']]);
    }
  });

  it('that is no gzip is a fault, not an empty day', async () => {
    const path = join(folder, 'broken.ndjson.gz');
    writeFileSync(path, 'no gzip at all');
    await expect(read(path)).rejects.toThrow();
  });
});

describe('a sealed record', () => {
  it('comes back word for word with its own secret, and not with another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        const secret = randomBytes(32);
        const box = seal(text, secret);
        expect(unseal(box, secret)).toBe(text);
        expect(() => unseal(box, randomBytes(32))).toThrow();
      }),
    );
  });

  it('that was changed by one bit is refused', () => {
    const secret = randomBytes(32);
    const bytes = Buffer.from(seal('{"v":1}', secret), 'base64');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i]! ^= 1;
      expect(() => unseal(changed.toString('base64'), secret)).toThrow();
    }
  });
});
