import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  });
});
