import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { aRow, aWorkbook } from '../../../test/support/workbook.js';
import { IMPORT_LIMITS } from './limits.js';
import { openSheet } from './open-sheet.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proxima-sheet-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Uint8Array, limits = IMPORT_LIMITS) {
  const path = join(folder, 'file.any');
  await writeFile(path, content);
  const sheet = await openSheet(path, limits);
  const rows = [];
  for await (const row of sheet.rows) rows.push(row);
  return { format: sheet.format, columns: [...sheet.columns], rows };
}

const GERMAN = 'Titel;Wert\r\nÄpfel;1,50\r\n';

describe('a sheet is known by its content', () => {
  it.each<[string, Buffer | string]>([
    ['UTF-8', GERMAN],
    ['UTF-8 with a mark', `\uFEFF${GERMAN}`],
    ['Windows-1252', Buffer.from(GERMAN, 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${GERMAN}`, 'utf16le')],
    ['gzip', gzipSync(GERMAN)],
    ['tabs', GERMAN.replaceAll(';', '\t')],
    ['Windows-1252 whose first umlaut comes late', Buffer.from(GERMAN, 'latin1')],
  ])('%s', async (_name, content) => {
    expect(await read(content)).toEqual({
      format: 'csv',
      columns: ['Titel', 'Wert'],
      rows: [{ row: 2, cells: ['Äpfel', '1,50'] }],
    });
  });

  it('commas, with quotes, lines within quotes and empty lines', async () => {
    const { rows } = await read('a,b\n"x, ""y""","1\n2"\n\n3,\n');
    expect(rows).toEqual([
      { row: 2, cells: ['x, "y"', '1\n2'] },
      { row: 4, cells: ['3', null] },
    ]);
  });

  it('JSON, NDJSON and GeoJSON, whatever the shape of their lines', async () => {
    const flat = { row: 1, cells: ['x', 4.5, 'p|q'] };
    const record = { a: 'x', b: { c: 4.5 }, d: ['p', 'q'] };
    expect(await read(JSON.stringify([record], null, 2))).toMatchObject({ format: 'json', rows: [flat] });
    expect(await read(`${JSON.stringify(record)}\n`)).toMatchObject({ format: 'ndjson', rows: [flat] });
    const point = {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [13.4, 52.5] },
      properties: { name: 'x' },
    };
    expect(
      await read(JSON.stringify({ type: 'FeatureCollection', bbox: [1, 2, 3, 4], features: [point, point] })),
    ).toEqual({
      format: 'geojson',
      columns: ['name', 'lng', 'lat'],
      rows: [
        { row: 1, cells: ['x', 13.4, 52.5] },
        { row: 2, cells: ['x', 13.4, 52.5] },
      ],
    });
  });

  it('an offer of the contract stays whole', async () => {
    const { rows } = await read(JSON.stringify({ offers: [{ id: 'a', treatments: [] }], zones: [{ id: 'z' }] }));
    expect(rows).toEqual([{ row: 1, cells: [], offer: { id: 'a', treatments: [] } }]);
  });
});

describe('a bad row is told and the next is read', () => {
  it.each<[string, string, unknown]>([
    ['a lone quote', 'a,b\n1,2 " 3\n4,5\n', 'QUOTE_ALONE'],
    ['several lone quotes, told once', 'a,b\n1,2 " 3 " 4\n4,5\n', 'QUOTE_ALONE'],
    ['cells beyond the columns', 'a,b\n1,2,3\n4,5\n', 'TOO_MANY_CELLS'],
    ['a line that is no JSON', '{"a":1}\n{"a":\n{"a":2}\n', 'ROW_BROKEN'],
  ])('%s', async (_name, content, code) => {
    const { rows } = await read(content);
    expect(rows.filter((row) => row.fault).map((row) => row.fault?.code)).toEqual([code]);
    expect(rows.at(-1)!.fault).toBeUndefined();
    expect(rows.at(-1)!.cells.length).toBeGreaterThan(0);
  });
});

describe('a hostile file is refused with its code', () => {
  const small = { ...IMPORT_LIMITS, rows: 3, fileBytes: 1_000_000 };
  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'FILE_EMPTY'],
    ['too large', Buffer.alloc(1_000_001, 'a'), 'FILE_TOO_LARGE'],
    ['bytes of something else', Buffer.from([0x7f, 0x45, 0, 1, 2, 0, 0]), 'FORMAT_UNKNOWN'],
    ['a bomb', gzipSync(Buffer.alloc(30_000_000, 'a\n')), 'ZIP_BOMB'],
    ['a quote that never closes', `a,b\n"1,2\n${'3,4\n'.repeat(10)}`, 'CSV_BROKEN'],
    ['text after a closing quote', 'a,b\n"1"x,2\n4,5\n', 'CSV_BROKEN'],
    ['a long line', `a,b\n${'x'.repeat(300_000)},1\n`, 'ROW_TOO_LONG'],
    ['many columns', `${'a,'.repeat(30_000)}\n`, 'TOO_MANY_COLUMNS'],
    [
      'many keys',
      JSON.stringify([Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))]),
      'TOO_MANY_COLUMNS',
    ],
    ['many rows', 'a,b\n1,2\n1,2\n1,2\n1,2\n', 'TOO_MANY_ROWS'],
    ['deep JSON', `[${'['.repeat(10_000)}1${']'.repeat(10_000)}]`, 'JSON_TOO_DEEP'],
    ['deep NDJSON', `{"a":1}\n{"a":${'['.repeat(1_000)}1${']'.repeat(1_000)}}\n`, 'JSON_TOO_DEEP'],
    ['a key that poisons', '[{"__proto__":{"x":1}}]', 'KEY_FORBIDDEN'],
    ['the same, written otherwise', '{"a":1}\n{"\\u005f_proto__":1}\n', 'KEY_FORBIDDEN'],
    ['JSON that breaks off', '[{"a":1},', 'JSON_BROKEN'],
    ['a zip that is none', Buffer.from('PK\x03\x04 and nothing more', 'latin1'), 'ZIP_BROKEN'],
    ['a gzip that is none', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), 'ZIP_BROKEN'],
  ])('%s', async (_name, content, code) => {
    await expect(read(content, small)).rejects.toMatchObject({ code });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each([
    ['beyond the end of every sheet', '1e15'],
    ['that is none', 'abc'],
    ['that was there before', '1'],
  ])('a workbook with a row number %s', async (_name, number) => {
    const workbook = await aWorkbook(aRow(1, 'a', 'b') + aRow(number, 'x', 'y'));
    await expect(read(workbook)).rejects.toMatchObject({ code: 'XLSX_BROKEN' });
  });

  it('a workbook whose cells share one long word', async () => {
    const word = `<si><t>${'x'.repeat(50_000)}</t></si>`;
    const row = (cells: number) => `<row>${'<c t="s"><v>0</v></c>'.repeat(cells)}</row>`;
    const head = aRow(1, ...'abcdefgh');
    expect((await read(await aWorkbook(head + row(5).repeat(10), word))).rows).toHaveLength(10);
    await expect(read(await aWorkbook(head + row(6), word))).rejects.toMatchObject({ code: 'ROW_TOO_LONG' });
    const many = await aWorkbook(head + row(5).repeat(50), word);
    await expect(read(many)).rejects.toMatchObject({ code: 'ZIP_BOMB' });
  });

  it('a workbook that is damaged within', async () => {
    const workbook = await aWorkbook(aRow(1, ...Array.from({ length: 99 }, (_, i) => `column ${i * i}`)));
    const start = Buffer.from(workbook).indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length;
    workbook.fill(0xff, start, start + 60);
    await expect(read(workbook)).rejects.toMatchObject({ code: 'XLSX_BROKEN' });
  });

  it('no file at all', async () => {
    await expect(openSheet(join(folder, 'none.csv'), IMPORT_LIMITS)).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });
});
