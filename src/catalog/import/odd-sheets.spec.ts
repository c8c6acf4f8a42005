import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { catalogHead, type CatalogOffer } from '../../contract/catalog.js';
import { importCatalog } from './import-catalog.js';
import type { Known } from './known.js';
import { mappingFile, NO_MAPPING } from './mapping.js';
import { tellProblem } from './problem.js';
import { writeBack } from './write-back.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proxima-odd-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const known: Known = { categories: new Set(['coffee']), touchpoints: new Map([['app-push', ['card']]]) };

async function readSheet(path: string, mapping = NO_MAPPING, asKnown = known) {
  const offers: CatalogOffer[] = [];
  const now = Date.UTC(2026, 10, 22);
  const report = await importCatalog(path, {
    known: asKnown,
    mapping,
    now,
    onOffer: (offer) => void offers.push(offer),
  });
  const told = report.problems.map(({ row, column, code }) => `${row} ${column} ${code}`);
  return { ...report, ids: offers.map(({ id }) => id), offers, told };
}

async function run(content: string, mapping = NO_MAPPING, asKnown = known) {
  const path = join(folder, 'sheet.csv');
  await writeFile(path, content);
  return readSheet(path, mapping, asKnown);
}

const HEADER = 'ID;Kategorie;Wert;Titel;Text';
const right = (id: string) => `${id};coffee;1,80;Kaffee;Heute`;
const lines = (...rows: string[]) => rows.join('\r\n');

describe('a CSV as spreadsheets and people leave it', () => {
  it.each([
    ['rows of nothing but delimiters', lines(HEADER, right('a'), ';;;;', '; ;\u00a0;;', right('b'), ';;;;')],
    ['a title above', lines('Angebote, Frühjahr 2027;;;;', ';;;;', HEADER, right('a'), right('b'))],
    ['a title alone in its line', lines('Unsere Angebote', '', HEADER, right('a'), right('b'))],
    ['empty rows above', lines(';;;;', HEADER, right('a'), right('b'))],
    ['the delimiter told in the first line', lines('sep=;', HEADER, right('a'), right('b'))],
  ])('with %s', async (_name, content) => {
    const { ids, told, rows } = await run(content);
    expect({ ids, told, rows }).toEqual({ ids: ['a', 'b'], told: [], rows: 2 });
  });

  it('keeps its row numbers, also when it is given back', async () => {
    const path = join(folder, 'titled.csv');
    await writeFile(path, lines('Angebote', '', HEADER, right('a'), '', right('a b')));
    const { told, problems, headerRow } = await readSheet(path);
    expect([headerRow, told]).toEqual([3, ['6 ID BAD_ID']]);
    const back = join(folder, 'titled-back.csv');
    await writeBack(path, back, problems, 'de');
    const given = (await readFile(back, 'utf8')).split('\r\n');
    expect(given[0]).toContain('Angebote');
    expect(given[2]).toContain(`${HEADER};Problem;Abhilfe`);
    expect(given[5]).toContain('a b;coffee');
    expect(given[5]).toContain('ID = a-b');
  });

  it.each(['#NV', '#N/A', '#WERT!', '#DIV/0!'])('tells a formula that came to %s, once, at its cell', async (error) => {
    const found = await run(lines(HEADER, `a;coffee;${error};Kaffee;Heute`, `b;coffee;1;${error};Heute`));
    expect(found.told).toEqual(['2 Wert FORMULA_ERROR', '3 Titel FORMULA_ERROR']);
    expect(found.problems[0]!.suggestion).toBeUndefined();
    expect(tellProblem(found.problems[0]!, 'de')).toContain(`ergibt ${error}`);
    expect(found.ids).toEqual([]);
  });

  it('that holds no offer says so, and no row is counted as wrong', async () => {
    const { told, refusedRows, rows } = await run(`${HEADER}\r\n;;;;\r\n`);
    expect({ told, rows, refused: refusedRows.size }).toEqual({ told: ['1 null NO_ROWS'], rows: 0, refused: 0 });
  });
});

describe('words in languages that the head of the catalog demands', () => {
  const bilingual: Known = { ...known, head: catalogHead.parse({ locales: ['de', 'en'] }) };
  const english = 'Titel (englisch);Text (englisch)';

  it.each<[string, string, string[]]>([
    [
      'without a column for them, told once',
      lines(HEADER, right('a'), right('b')),
      ['1 Titel (englisch) MISSING_COLUMN', '1 Text (englisch) MISSING_COLUMN'],
    ],
    [
      'that are empty, at their cells',
      lines(`${HEADER};${english}`, `${right('a')};;`),
      ['2 Titel (englisch) REQUIRED', '2 Text (englisch) REQUIRED'],
    ],
    [
      'of which one is German',
      lines(`${HEADER};${english}`, 'a;coffee;1;;;Coffee;Today'),
      ['2 Titel REQUIRED', '2 Text REQUIRED'],
    ],
    [
      'in a column whose name has a slip',
      lines(`${HEADER};Titel (englich);Text (englisch)`, `${right('a')};C;T`),
      ['1 Titel (englich) UNKNOWN_COLUMN'],
    ],
  ])('%s', async (_name, content, told) => {
    const found = await run(content, NO_MAPPING, bilingual);
    expect({ told: found.told, ids: found.ids }).toEqual({ told, ids: [] });
    expect(found.refusedRows.size).toBe(found.rows);
  });

  it('are right where both are there', async () => {
    const found = await run(lines(`${HEADER};${english}`, `${right('a')};Coffee;Today`), NO_MAPPING, bilingual);
    expect(found).toMatchObject({ told: [], ids: ['a'] });
  });
});

describe('a mapping', () => {
  const head = catalogHead.parse({
    offerAttributes: {
      percent: { type: 'number', required: true },
      brand: { type: 'text' },
      fresh: { type: 'boolean' },
    },
  });
  const declared: Known = { ...known, head };

  it('gives attributes from columns, texts, constants and foreign values', async () => {
    const mapping = mappingFile.parse({
      columns: { Rabatt: 'attr.percent', frisch: 'attr.fresh' },
      templates: { 'attr.brand': 'Marke {Marke}' },
      values: { 'attr.percent': { halb: '50' } },
      ignore: ['Marke'],
    });
    const content = lines(`${HEADER};Rabatt;frisch;Marke`, `${right('a')};12,5;ja;Nord`, `${right('b')};halb;nein;Süd`);
    const { told, offers } = await run(content, mapping, declared);
    expect(told).toEqual([]);
    expect(offers.map(({ attributes }) => attributes)).toEqual([
      { percent: 12.5, brand: 'Marke Nord', fresh: true },
      { percent: 50, brand: 'Marke Süd', fresh: false },
    ]);
  });

  it('that names an attribute that the head does not have is told, by a column or a constant', async () => {
    const mapping = mappingFile.parse({
      columns: { Rabatt: 'attr.percnt' },
      constants: { 'attr.brnd': 'x', 'attr.percent': 5 },
    });
    const { told, problems } = await run(lines(`${HEADER};Rabatt`, `${right('a')};5`), mapping, declared);
    expect(told.sort()).toEqual(['1 Rabatt UNKNOWN_ATTRIBUTE', '1 attr.brnd UNKNOWN_ATTRIBUTE']);
    expect(problems.map(({ suggestion }) => suggestion).sort()).toEqual(['attr.brand', 'attr.percent']);
  });
});

describe('records of JSON', () => {
  it('are told what each of them lacks, in whichever order they come', async () => {
    const [good, bad] = [
      { id: 'a', category: 'coffee', value: '1', title: 'T', text: 'X' },
      { id: 'b', title: 'T', text: 'X' },
    ].map((record) => JSON.stringify(record));
    const missing = (row: number) => [`${row} Category REQUIRED`, `${row} Value REQUIRED`];
    expect(await run(`${bad}\n${good}\n`)).toMatchObject({ told: missing(1), ids: ['a'] });
    expect((await run(`${good}\n${bad}\n`)).told.map((line) => line.toLowerCase())).toEqual(
      missing(2).map((line) => line.toLowerCase()),
    );
  });
});

it('an offer that is over already is right, and that is told', async () => {
  const found = await run(lines(`${HEADER};Gültig bis`, `${right('a')};31.05.2026`, `${right('b')};22.11.2026`));
  expect(found).toMatchObject({ told: ['2 Gültig bis ALREADY_OVER'], errors: 0, warnings: 1, ids: ['a', 'b'] });
});

describe('what is no sheet of offers is refused as a whole', () => {
  it.each([
    ['a letter', 'Hallo zusammen,\nanbei unsere Aktionen.\n', 'COLUMNS_UNKNOWN'],
    ['another table', 'Umsatz;Monat\n12;Mai\n', 'COLUMNS_UNKNOWN'],
    ['a PDF', '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n', 'FORMAT_UNKNOWN'],
    ['a page of the web', '<!doctype html><table><tr><td>ID</td></tr></table>', 'FORMAT_UNKNOWN'],
  ])('%s', async (_name, content, code) => {
    await expect(run(content)).rejects.toMatchObject({ code });
  });
});

describe('a mapping that names what the file does not have', () => {
  const mapping = mappingFile.parse({
    columns: { nummer: 'id', art: 'category' },
    templates: { title: '{nix}: {txt}', body: '{txt}' },
    constants: { value: '1' },
    ignore: 'all',
  });

  it('is told at each such column, with the one that may be meant', async () => {
    const { problems, told } = await run('nummern;art;txt\n1;coffee;Hallo\n', mapping);
    expect(told).toEqual(expect.arrayContaining(['1 nummer MAPPED_COLUMN_MISSING', '1 nix MAPPED_COLUMN_MISSING']));
    const [first] = problems.filter(({ column }) => column === 'nummer');
    expect(first).toMatchObject({ suggestion: 'nummern' });
    expect(tellProblem(first!, 'de')).toContain('dort stehen: nummern, art, txt');
  });

  it('is only to be known in JSON, whose records leave out what is empty', async () => {
    const { told, errors, warnings } = await run('{"nummer":"1","art":"coffee","txt":"Hallo"}\n', mapping);
    expect({ told, errors, warnings }).toEqual({ told: ['1 nix MAPPED_COLUMN_MISSING'], errors: 0, warnings: 1 });
  });
});

describe('a workbook', () => {
  const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const sheetOf = (...rows: string[]) =>
    `<worksheet ${MAIN}><sheetData>${rows.map((cells) => `<row>${cells}</row>`).join('')}</sheetData></worksheet>`;
  const header = `${HEADER};Gültig bis;Ort`.split(';').map(inline).join('');
  const rightCells =
    ['a', 'coffee'].map(inline).join('') + '<c><v>1.8</v></c>' + ['Kaffee', 'Heute'].map(inline).join('');

  /** Style 1 shows a date, style 2 a time. */
  async function workbook(name: string, ...sheets: { state?: string; xml: string }[]): Promise<string> {
    const zip = new ZipFile();
    const list = sheets.map(
      ({ state }, i) => `<sheet name="s${i}" sheetId="${i}" r:id="r${i}"${state ? ` state="${state}"` : ''}/>`,
    );
    const targets = sheets.map((_, i) => `<Relationship Id="r${i}" Target="worksheets/s${i}.xml"/>`);
    const parts = {
      'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="r"><sheets>${list.join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships>${targets.join('')}</Relationships>`,
      'xl/styles.xml': `<styleSheet ${MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>`,
      ...Object.fromEntries(sheets.map(({ xml }, i) => [`xl/worksheets/s${i}.xml`, xml])),
    };
    for (const [part, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), part);
    zip.end();
    const path = join(folder, name);
    await pipeline(zip.outputStream, createWriteStream(path));
    return path;
  }

  it('is read from its first sheet that people can see', async () => {
    const lists = { xml: sheetOf(inline('Kaffee')) };
    const path = await workbook(
      'hidden.xlsx',
      { state: 'veryHidden', ...lists },
      { state: 'hidden', ...lists },
      { xml: sheetOf(header, rightCells) },
    );
    expect(await readSheet(path)).toMatchObject({ ids: ['a'], told: [] });
  });

  it('whose formulas were never calculated is told at each of them', async () => {
    const path = await workbook('formulas.xlsx', {
      xml: sheetOf(header, `${rightCells}<c><f>K2+91</f></c><c t="str"><f>""</f><v></v></c>`),
    });
    const { told, problems, ids } = await readSheet(path);
    expect({ told, ids }).toEqual({ told: ['2 Gültig bis FORMULA_ERROR'], ids: [] });
    expect(tellProblem(problems[0]!, 'en')).toContain('saved without its result');
  });

  it('that holds a time where a day belongs tells the time that people see', async () => {
    const path = await workbook('time.xlsx', { xml: sheetOf(header, `${rightCells}<c s="2"><v>0.5208333</v></c>`) });
    const { problems } = await readSheet(path);
    expect(problems).toMatchObject([{ column: 'Gültig bis', value: '12:30', code: 'BAD_DATE' }]);
  });
});
