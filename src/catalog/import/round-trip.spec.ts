import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMPORT_LIMITS } from './limits.js';
import { openSheet } from './open-sheet.js';
import type { Cell, Delimiter } from './sheet.js';
import { writeBack } from './write-back.js';
import { writeCsv, writeNdjson } from './write-csv.js';
import { writeXlsx } from './write-xlsx.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proxima-round-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What UTF-8 can hold: no lone surrogate, and no NUL, which no text file has. */
const words = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom('=SUM(A1)', '-1', "'=x", 'a"b', '_x0041_', 'a;b,c\td', ' x ', 'Ä\r\nß', '€', '\uFEFFx'),
  )
  .filter((text) => !/[\p{Surrogate}\0]/u.test(text));
/** A row of blanks is no row. */
const rowOfWords = fc.tuple(words, words, words).filter((row) => row.some((text) => text.trim() !== ''));
const tables = fc.array(rowOfWords, { minLength: 1, maxLength: 5 });
const HEADER = ['Kopf', 'Herz', 'Fuß'];

async function read(path: string): Promise<Cell[][]> {
  const sheet = await openSheet(path, IMPORT_LIMITS);
  const rows: Cell[][] = [];
  for await (const { cells, fault } of sheet.rows) {
    expect(fault).toBeUndefined();
    rows.push([...cells]);
  }
  expect(sheet.columns.slice(0, 3)).toEqual(HEADER);
  return rows;
}

const toRecords = (rows: readonly (readonly Cell[])[]) =>
  rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [HEADER[i]!, cell])));

describe('what is written reads back equal', () => {
  it.each<[string, (path: string, rows: [string, string, string][]) => Promise<void>]>([
    ...([',', ';', '\t'] as Delimiter[]).map((delimiter): [string, (path: string, rows: Cell[][]) => Promise<void>] => [
      `CSV by ${JSON.stringify(delimiter)}`,
      (path, rows) => writeCsv(path, [HEADER, ...rows], delimiter),
    ]),
    ['XLSX', (path, rows) => writeXlsx(path, [HEADER, ...rows])],
    ['NDJSON', (path, rows) => writeNdjson(path, toRecords(rows))],
    ['JSON', (path, rows) => writeFile(path, JSON.stringify(toRecords(rows), null, 1))],
  ])('%s', async (name, write) => {
    const path = join(folder, name.replace(/\W/g, '-'));
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        await write(path, rows);
        expect(await read(path)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('numbers and booleans of XLSX as what they are', async () => {
    const path = join(folder, 'numbers.xlsx');
    await writeXlsx(path, [HEADER, [4.35, true, null], ['x', null, 1e21]]);
    expect(await read(path)).toEqual([
      [4.35, true],
      ['x', null, 1e21],
    ]);
  });
});

describe('a file that is given back', () => {
  it('has what is wrong beside each row, no formula, and is read again without these columns', async () => {
    const path = join(folder, 'given.csv');
    const out = join(folder, 'back.csv');
    await writeFile(path, 'Kopf;Herz;Fuß\r\n=1+1;b;c\r\n\r\nd;e;f\r\n');
    const problem = { row: 4, column: 'Herz', value: 'e', code: 'REQUIRED', about: '', suggestion: '=2' } as const;
    await writeBack(path, out, [problem], 'de');
    expect(await readFile(out, 'utf8')).toBe(
      '\uFEFFKopf;Herz;Fuß;Problem;Abhilfe\r\n' +
        "'=1+1;b;c;;\r\n" +
        '\r\n' +
        'd;e;f;Herz: darf nicht leer sein;Herz = =2\r\n',
    );
    await writeBack(out, path, [], 'de');
    expect((await readFile(path, 'utf8')).split('\r\n')[0]).toBe('\uFEFFKopf;Herz;Fuß;Problem;Abhilfe');
  });
});
