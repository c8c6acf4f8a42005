import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Known } from '../../catalog/import/known.js';
import { NO_MAPPING } from '../../catalog/import/mapping.js';
import { catalogHead } from '../../contract/catalog.js';
import { checkSheet } from './check-sheet.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proxima-check-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const HEADER = 'ID;Kategorie;Wert;Titel;Text;Ausschlussgruppe';
const row = (id: string, rest = '') => `${id};coffee;1,80;Kaffee;Heute;${rest}`;

async function check(rows: readonly string[], head?: object, older?: readonly string[]) {
  const known: Known = {
    categories: new Set(['coffee']),
    touchpoints: new Map([['app-push', ['card']]]),
    head: head && catalogHead.parse(head),
  };
  const [file, against] = [join(folder, 'new.csv'), join(folder, 'old.csv')];
  await writeFile(file, [HEADER, ...rows].join('\n'));
  if (older) await writeFile(against, [HEADER, ...older].join('\n'));
  const { summary } = await checkSheet({ file, language: 'de', against: older && against }, known, NO_MAPPING);
  return { ...summary, told: summary.problems.map(({ row, column, code }) => `${row} ${column} ${code}`) };
}

describe('a sheet that is checked without an engine', () => {
  it('is told what an engine finds beside the rows: groups that are too large, at the column of the sheet', async () => {
    const rows = Array.from({ length: 51 }, (_, i) => row(`a${i}`, 'nur-eines'));
    expect(await check(rows)).toMatchObject({ told: ['52 Ausschlussgruppe GROUP_TOO_LARGE'], errors: 1, rows: 51 });
  });

  it('may not lose the fallback that the head names', async () => {
    const head = { fallbacks: [{ touchpoint: 'till', placement: 'receipt', offer: 'danke' }] };
    expect(await check([row('a')], head)).toMatchObject({ told: ['null fallbacks.0.offer UNKNOWN_OFFER'], errors: 1 });
    expect(await check([row('danke')], head)).toMatchObject({ told: [], errors: 0 });
  });

  it('says when most of the older catalog would be gone', async () => {
    const checked = await check([row('a')], undefined, [row('a'), row('b'), row('c')]);
    expect(checked).toMatchObject({
      told: ['null null MOST_REMOVED'],
      errors: 0,
      warnings: 1,
      unchanged: 1,
      removed: 2,
    });
    expect(checked.problems[0]!.message).toContain('2 der 3 Angebote');
  });
});
