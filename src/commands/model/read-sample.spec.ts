import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSample } from './read-sample.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'px-sample-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string): number[][] {
  const path = join(folder, 'rows');
  writeFileSync(path, text);
  return readSample(path);
}

describe('sample rows', () => {
  it.each([
    ['1,2.5\n-3,4e2\n', 'a CSV'],
    ['age,hours\n1,2.5\n-3,4e2\n', 'a CSV with a header'],
    ['\uFEFFage;hours\n1;2.5\n-3;4e2\n', 'one of a spreadsheet'],
    ['1;2,5\n-3;400\n', 'one of a German spreadsheet'],
    ['age\thours\n1\t2,5\n-3\t400\n', 'one that is parted by tabs'],
    ['[[1,2.5],[-3,400]]', 'JSON'],
  ])('are read from %j, %s', (text) => {
    expect(read(text)).toEqual([
      [1, 2.5],
      [-3, 400],
    ]);
  });

  it('may have holes', () => {
    expect(read('1,\nNaN,2\n')).toEqual([
      [1, NaN],
      [NaN, 2],
    ]);
    expect(read('[[null,1]]')).toEqual([[NaN, 1]]);
  });

  it('are refused where a cell is no number, by its row', () => {
    expect(() => read('1,2\n3,four\n')).toThrow(/row 2: "four" is no number/);
    expect(() => read('a,b\n3,four\n')).toThrow(/row 2: "four" is no number/);
    expect(() => read('{"rows":[]}')).toThrow(/no list of rows/);
    expect(() => read('')).toThrow(/no rows/);
    expect(() => read('a,b\n')).toThrow(/no rows/);
    expect(() => read('[1,2]')).toThrow(/no list of rows/);
    expect(() => read('[[true]]')).toThrow(/row 1: true is no number/);
    expect(() => read('1;1.234,5\n')).toThrow(/"1.234,5" is no number/);
    expect(() => read(`[[${'['.repeat(50_000)}${']'.repeat(50_000)}]]`)).toThrow(/row 1: a list or an object/);
  });

  it('are refused where a number is none for the model: it would be infinite', () => {
    expect(() => read('1,1e39\n')).toThrow(/row 1: "1e39" is no number/);
    expect(() => read('[[1,-1e999]]')).toThrow(/is no number/);
    expect(() => read('1,Infinity\n')).toThrow(/"Infinity" is no number/);
  });

  it('are refused where a row is empty or of another length', () => {
    expect(() => read('[[]]')).toThrow(/row 1 has no cells/);
    expect(() => read('1,2\n3\n')).toThrow(/Record Length.* line 2/);
  });

  it('are taken up to ten thousand, and no file that is too large is opened', () => {
    expect(read('1,2\n'.repeat(10_500))).toHaveLength(10_000);
    const path = join(folder, 'large');
    writeFileSync(path, '');
    truncateSync(path, 65 * 2 ** 20);
    expect(() => readSample(path)).toThrow(/larger than 64 MiB/);
  });
});
