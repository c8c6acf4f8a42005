import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { catalogHead, type CatalogOffer } from '../../contract/catalog.js';
import { CatalogComparison } from './compare.js';
import { importCatalog } from './import-catalog.js';
import { NO_MAPPING, readMapping, type Mapping } from './mapping.js';
import { tellProblem } from './problem.js';
import type { Known } from './known.js';
import { writeTemplate } from './template.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proxima-import-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const known: Known = {
  categories: new Set(['coffee', 'bar']),
  touchpoints: new Map([
    ['app-push', ['card']],
    ['app-screen', ['card', 'banner']],
  ]),
};

async function run(content: string, mapping: Mapping = NO_MAPPING) {
  const path = join(folder, 'offers');
  await writeFile(path, content);
  const offers: CatalogOffer[] = [];
  const report = await importCatalog(path, { known, mapping, onOffer: (offer) => void offers.push(offer) });
  return { ...report, offers, told: report.problems.map(({ row, column, code }) => `${row} ${column} ${code}`) };
}

const sheet = (header: string, ...rows: string[]) => [`ID;Kategorie;Wert;Titel;Text;${header}`, ...rows].join('\n');
const right = (id: string, rest = '') => `${id};coffee;1,80;Kaffee;Heute;${rest}`;

describe('a sheet', () => {
  it('becomes offers of the contract', async () => {
    const { offers, told } = await run(
      sheet('Breite;Länge;Gültig bis;Wochentage', right('a', '52.5;13.4;31.12.2026;Mo|Di')),
    );
    expect(told).toEqual([]);
    expect(offers).toMatchObject([
      {
        id: 'a',
        name: 'Kaffee',
        valueMinor: 180,
        currency: 'EUR',
        validTo: Date.UTC(2026, 11, 31, 23),
        place: { lat: 52.5, lng: 13.4 },
        where: { area: { circle: { radiusMetres: 200 } } },
        when: { weekdays: ['mon', 'tue'] },
        treatments: [{ touchpoint: 'app-push', placement: 'card', format: 'short', attentionSeconds: 10 }],
      },
    ]);
  });

  it('tells how much there is of an offer, in units and in money', async () => {
    const { offers, told } = await run(
      sheet(
        'Bestand;Budget;Kosten pro Einlösung',
        right('a', '1.500;2.500,50;1,25'),
        right('b', '0;;'),
        right('c', ';9;3 €'),
      ),
    );
    expect(told).toEqual([]);
    expect(offers.map(({ stock, budget }) => ({ stock, budget }))).toEqual([
      { stock: { units: 1_500 }, budget: { minor: 250_050, costMinor: 125 } },
      { stock: { units: 0 }, budget: undefined },
      { stock: undefined, budget: { minor: 900, costMinor: 300 } },
    ]);
  });

  it.each<[string, string, string[]]>([
    ['half a stock', sheet('Stock', right('a', '1,5')), ['2 Stock BAD_DECIMAL']],
    [
      'less than nothing',
      sheet('Stock;Budget;Stückkosten', right('a', '-1;-5;1')),
      ['2 Stock NEGATIVE', '2 Budget NEGATIVE'],
    ],
    ['a stock beyond all bounds', sheet('Bestand', right('a', '1000000001')), ['2 Bestand OUT_OF_RANGE']],
    ['no number', sheet('Bestand', right('a', 'viele')), ['2 Bestand BAD_DECIMAL']],
    ['a budget of which nobody knows what one costs', sheet('Budget', right('a', '100')), ['2 Budget BUDGET_HALF']],
    ['a cost without a budget', sheet('Unit cost', right('a', '1')), ['2 Unit cost BUDGET_HALF']],
    ['a cost of nothing', sheet('Budget;Unit cost', right('a', '1;0')), ['2 Unit cost OUT_OF_RANGE']],
    ['a third of a cent', sheet('Budget;Unit cost', right('a', '1;0,333')), ['2 Unit cost BAD_DECIMAL']],
    ['a budget beyond all bounds', sheet('Budget;Unit cost', right('a', '10000000001;1')), ['2 Budget OVER_LIMIT']],
    ['a column that is missing', 'ID;Wert;Titel;Text\na;1;T;X', ['1 Kategorie MISSING_COLUMN']],
    [
      'a column that is misspelled, told once',
      'ID;Kategorei;Wert;Titel;Text\na;coffee;1;T;X',
      ['1 Kategorei UNKNOWN_COLUMN'],
    ],
    ['a column twice', sheet('Ort;Filiale', right('a', 'x;y')), ['1 Filiale COLUMN_TWICE']],
    ['notes and our own columns', sheet('#egal;Problem;Abhilfe', right('a', 'x;y;z')), []],
    ['half a position', sheet('Breite;Länge', right('a', '52.5;')), ['2 Länge POSITION_HALF']],
    ['nowhere', sheet('Überall', right('a', 'nein')), ['2 Überall PLACE_MISSING']],
    ['an id that no key may have', sheet('Ort', right('a b')), ['2 ID BAD_ID']],
    ['no row', sheet('Ort'), ['1 null NO_ROWS']],
    ['an id twice', sheet('Ort', right('a'), right('a')), ['3 ID DUPLICATE_ID']],
  ])('with %s', async (_name, content, told) => {
    const found = await run(content);
    expect(found.told).toEqual(told);
    expect(found.errors).toBe(told.length);
    expect(found.refusedRows.size + found.offers.length).toBeGreaterThanOrEqual(found.rows);
  });

  it('tells each problem in both languages', async () => {
    const { problems } = await run(sheet('Gültig bis', right('a', '31.02.2027')));
    expect(problems.map((problem) => tellProblem(problem, 'de'))).toEqual([
      'diesen Tag oder diese Uhrzeit gibt es nicht',
    ]);
    expect(problems.map((problem) => tellProblem(problem, 'en'))).toEqual(['there is no such day or time of day']);
    expect(problems[0]).toMatchObject({ value: '31.02.2027', suggestion: '28.02.2027' });
  });

  it.each([
    ['de', 'csv'],
    ['en', 'csv'],
    ['de', 'xlsx'],
    ['en', 'xlsx'],
  ] as const)('from the template (%s, %s) is right as it stands', async (language, format) => {
    const path = join(folder, `template.${format}`);
    await writeTemplate(path, language, format);
    const report = await importCatalog(path, { known, now: Date.UTC(2026, 10, 22) });
    expect(report).toMatchObject({ format, rows: 12, errors: 0, warnings: 0, problems: [] });
  });

  it('whose numbers are foreign is read by a mapping', async () => {
    const path = join(folder, 'mapping.yaml');
    await writeFile(
      path,
      `columns: { nr: id, art: category }
ignore: [rest]
constants: { value: 2 }
templates: { title: '{name}: {prozent} % sparen', body: '{name}' }
values: { category: { K: coffee, '*': null } }`,
    );
    const { offers, rows, leftOut, told } = await run(
      'nr,art,name,prozent,rest\n1,K,Café,20,x\n2,Z,Zoo,5,y\n',
      readMapping(path),
    );
    expect({ rows, leftOut, told }).toEqual({ rows: 1, leftOut: 1, told: [] });
    expect(offers[0]).toMatchObject({ id: '1', category: 'coffee', name: 'Café', valueMinor: 200 });
    expect(offers[0]!.treatments[0]!.texts.de!.neutral).toEqual({ title: 'Café: 20 % sparen', body: 'Café' });
  });

  it('is refused with a mapping that is wrong', async () => {
    const path = join(folder, 'wrong.yaml');
    await writeFile(path, 'columns: { nr: idd }\nzone: x');
    expect(() => readMapping(path)).toThrow(/columns.nr[\s\S]*zone/);
  });
});

describe('a sheet with all that an offer can be', () => {
  const head = catalogHead.parse({
    zones: [{ id: 'station', name: 'Station', area: { circle: { lat: 52.5, lng: 13.4, radiusMetres: 90 } } }],
    groups: [{ id: 'spring' }],
    offerAttributes: {
      percent: { type: 'number', required: true },
      kind: { type: 'level', levels: ['rye', 'wheat'] },
      fresh: { type: 'boolean' },
    },
  });
  const full: Known = { ...known, head, fields: { attributes: { age: { type: 'number' } }, context: {} } };
  const HEADER =
    'Klasse;Vorrang;Kosten;Ausschlussgruppe;Gruppe;Zonen;Öffnungszeiten;Ausnahmen;Zeitzone;Darf haben;Passt;attr.percent;attr.kind;attr.fresh';
  const cells = (given: Partial<Record<string, string>>) =>
    HEADER.split(';')
      .map((name) => given[name] ?? (name === 'attr.percent' ? '5' : ''))
      .join(';');

  async function runFull(given: Partial<Record<string, string>>, title = 'Kaffee') {
    const path = join(folder, 'full');
    const row = `a;coffee;1,80;${title};Heute;${cells(given)}`;
    await writeFile(path, sheet(HEADER, row));
    const offers: CatalogOffer[] = [];
    const report = await importCatalog(path, { known: full, onOffer: (offer) => void offers.push(offer) });
    return { ...report, offers };
  }

  it('becomes an offer of the contract', async () => {
    const { offers, errors } = await runFull(
      {
        Klasse: 'Pflicht',
        Vorrang: '80',
        Kosten: '0,40',
        Ausschlussgruppe: 'coffee',
        Gruppe: 'spring',
        Zonen: 'station',
        Öffnungszeiten: '"Mo-Fr 08:00-18:00; Sa off"',
        Ausnahmen: '24.12.2026 09:00-14:00',
        Zeitzone: 'Europe/Vienna',
        'Darf haben': 'attributes.age >= 18 && offer.attributes.percent > 10',
        Passt: '"[{""field"":""attributes.age"",""op"":""<"",""value"":70}]"',
        'attr.percent': '12,5',
        'attr.kind': 'rye',
        'attr.fresh': 'ja',
      },
      '{percent, number} % auf {kind}',
    );
    expect(errors).toBe(0);
    expect(offers[0]).toMatchObject({
      class: 'mandatory',
      priorityScore: 80,
      costMinor: 40,
      exclusionGroup: 'coffee',
      group: 'spring',
      where: { zones: ['station'] },
      when: {
        windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
        exceptions: [{ date: '2026-12-24', windows: [{ from: '09:00', to: '14:00' }] }],
      },
      timeZone: 'Europe/Vienna',
      eligibility: 'attributes.age >= 18 && offer.attributes.percent > 10',
      suitability: [{ field: 'attributes.age', op: '<', value: 70 }],
      attributes: { percent: 12.5, kind: 'rye', fresh: true },
    });
  });

  it.each<[string, string, string, string | undefined]>([
    ['Klasse', 'Flicht', 'UNKNOWN_WORD', 'pflicht'],
    ['Vorrang', '101', 'OUT_OF_RANGE', '100'],
    ['Kosten', '-0,40', 'NEGATIVE', '0,40'],
    ['Gruppe', 'sprng', 'UNKNOWN_GROUP', 'spring'],
    ['Zonen', 'station|statoin', 'UNKNOWN_ZONE', 'station|station'],
    ['Öffnungszeiten', 'wochentags', 'BAD_HOURS', undefined],
    ['Ausnahmen', '31.02.2027 zu', 'BAD_EXCEPTION', undefined],
    ['Zeitzone', 'Europe/Wien', 'BAD_TIME_ZONE', undefined],
    ['Darf haben', 'attributes.age = 18', 'RULE_SYNTAX', 'attributes.age == 18'],
    ['Darf haben', 'attributes.agee > 18', 'RULE_UNKNOWN_FIELD', 'attributes.age > 18'],
    ['Darf haben', 'offer.attributes.prcent > 18', 'RULE_UNKNOWN_FIELD', 'offer.attributes.percent > 18'],
    ['Darf haben', '"attributes.age > ""alt"""', 'RULE_WRONG_TYPE', undefined],
    ['Passt', '{', 'RULE_SYNTAX', undefined],
    ['Passt', '[1]', 'RULE_SYNTAX', undefined],
    ['attr.percent', 'ein paar', 'WRONG_ATTRIBUTE', undefined],
    ['attr.kind', 'weat', 'WRONG_ATTRIBUTE', 'wheat'],
    ['attr.fresh', 'jaa', 'WRONG_ATTRIBUTE', 'ja'],
    ['attr.percent', ' ', 'REQUIRED', undefined],
  ])('tells what is wrong at its cell: %s %s', async (column, value, code, suggestion) => {
    const { problems, offers } = await runFull({ [column]: value });
    expect(problems.map((problem) => [problem.column, problem.code, problem.suggestion])).toEqual([
      [column, code, suggestion],
    ]);
    expect(offers).toEqual([]);
    for (const language of ['de', 'en'] as const)
      expect(tellProblem(problems[0]!, language)).not.toMatch(/undefined|\|/);
  });

  it('tells of words that fill in what the offer does not have', async () => {
    const { problems } = await runFull({}, 'Nur {walkMinutes, number} Minuten');
    expect(problems).toMatchObject([{ column: 'Titel', code: 'UNKNOWN_ARGUMENT', suggestion: expect.any(String) }]);
    expect(tellProblem(problems[0]!, 'en')).toContain('"walkMinutes"');
    expect(tellProblem(problems[0]!, 'en')).toContain('percent');
  });

  it('with an attribute that the head does not have, or without one that it asks for', async () => {
    const found = await run(sheet('attr.percnt', right('a', '5')));
    expect(found.told).toEqual(['1 attr.percnt UNKNOWN_ATTRIBUTE']);
    const path = join(folder, 'full');
    await writeFile(path, sheet('attr.percnt', right('a', '5')));
    const { problems } = await importCatalog(path, { known: full });
    expect(problems.map(({ column, code, suggestion }) => [column, code, suggestion])).toEqual([
      ['attr.percnt', 'UNKNOWN_ATTRIBUTE', 'attr.percent'],
      ['attr.percent', 'MISSING_COLUMN', undefined],
    ]);
  });

  it('with holidays among its hours goes live, and says that they are not used', async () => {
    const { offers, errors, warnings, problems } = await runFull({ Öffnungszeiten: '"Mo-Fr 08:00-18:00; PH off"' });
    expect([offers.length, errors, warnings]).toEqual([1, 0, 1]);
    expect(problems).toMatchObject([{ code: 'HOLIDAYS_NOT_USED', about: 'PH off', isWarning: true }]);
  });
});

it('two catalogs are compared cell by cell', async () => {
  const older = await run(sheet('Ort', right('a'), right('b'), right('c'), right('d')));
  const newer = await run(
    sheet('Ort', right('a'), right('b').replace('1,80', '1,90'), right('e'), right('d').replace('1,80', 'x')),
  );
  const comparison = new CatalogComparison();
  for (const offer of older.offers) comparison.addOlder(offer);
  for (const offer of newer.offers) comparison.addNewer(offer);
  expect(comparison.counts(1)).toEqual({ new: 1, changed: 1, unchanged: 1, removed: 1 });
  expect(older.offers.flatMap((offer) => comparison.cellsOf(offer))).toEqual([
    { id: 'b', path: 'valueMinor', from: 180, to: 190 },
  ]);
});

it('a workbook that unpacks without end is refused before it is unpacked', async () => {
  const path = join(folder, 'bomb.xlsx');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.alloc(30_000_000), 'xl/workbook.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  await expect(importCatalog(path, { known })).rejects.toMatchObject({ code: 'ZIP_BOMB' });
});
