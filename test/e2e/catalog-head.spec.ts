import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { UploadAnswer, VersionDiff } from '../../src/contract/catalog-upload.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE } from '../support/catalog.js';
import { connectDevice } from '../support/device.js';
import { EngineFolder } from '../support/engine-folder.js';
import { Marketer } from '../support/marketer.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

const folder = new EngineFolder();
let redis: TestRedis;
let engine: EngineProcess;
let mia: Marketer;
let phones = 0;

const zones = [{ id: 'square', name: 'Square', area: { circle: { ...SQUARE, radiusMetres: 100 } } }];
const TOWN = {
  ...aCatalog(anOffer('rolls', { where: { zones: ['square'] } }), anOfferForAll('voucher', { valueMinor: 1_000 })),
  zones,
};

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  engine = await startEngineProcess({ env: folder.env(redis, {}) });
  mia = await Marketer.of(engine.url);
});
beforeEach(async () => void (await mia.goLive(JSON.stringify(TOWN))));
afterAll(async () => {
  await engine?.stop();
  await redis?.stop();
  folder.remove();
});

const upload = (head: object, query = '') => mia.upload(JSON.stringify(head), query);

async function served(): Promise<string[]> {
  const { body } = await mia.ask<{ offers: { id: string }[] }>('GET', 'offers');
  return body.offers.map(({ id }) => id).sort();
}

/** What a new customer is pushed on the square. */
async function pushed(): Promise<string | undefined> {
  const phone = await connectDevice(engine.url, await tokenFor('device', `h-${(phones += 1)}`));
  try {
    return (await (await phone.grantAll()).report()).outcome.offerId;
  } finally {
    phone.close();
  }
}

it('a head alone brings rules and attributes; all offers stay, and rows may use what it brought', async () => {
  const head = {
    rules: { suitability: '!(offer.attributes.organic == true)' },
    offerAttributes: { organic: { type: 'boolean' } },
  };
  const brought = await upload(head);
  expect(brought.report).toMatchObject({ rows: 0, new: 0, changed: 0, removed: 0, errors: 0, badRows: 0, changes: [] });
  expect(brought.report!.headChanges).toEqual([
    { path: 'rules.suitability', from: null, to: head.rules.suitability },
    { path: 'offerAttributes.organic.type', from: null, to: 'boolean' },
  ]);
  const { body: diff } = await mia.ask<VersionDiff>('GET', `versions/${brought.version}/diff`);
  expect(diff).toMatchObject({ changed: 0, removed: 0, headChanges: brought.report!.headChanges });
  await mia.goLive(JSON.stringify(head));
  expect(await served()).toEqual(['rolls', 'voucher']);
  expect(await pushed()).toBe('rolls');
  await mia.goLive(
    JSON.stringify(aCatalog(anOffer('rolls', { where: { zones: ['square'] }, attributes: { organic: true } }))),
    'mode=merge',
  );
  expect(await served()).toEqual(['rolls', 'voucher']);
  expect(await pushed()).toBe('voucher');
});

it('what a head leaves out stays, and null takes away', async () => {
  await mia.goLive(JSON.stringify({ rules: { suitability: 'false' } }));
  await mia.goLive(JSON.stringify({ groups: [{ id: 'none' }] }));
  expect(await pushed()).toBeUndefined();
  const lifted = await mia.goLive(JSON.stringify({ rules: null, groups: null }));
  expect(lifted.report!.headChanges.map(({ path, to }) => [path, to])).toEqual([
    ['rules.suitability', null],
    ['groups.0.id', null],
  ]);
  expect(await pushed()).toBe('rolls');
});

it('offers that would not fit a new head are told by their names, and left out only when that is said', async () => {
  const alone = await upload({ zones: [] });
  expect(alone.report).toMatchObject({ errors: 1, badRows: 1, removed: 1 });
  expect(alone.report!.problems).toEqual([
    {
      row: null,
      column: 'offers.rolls.where.zones.0',
      value: 'rolls',
      code: 'WOULD_BE_LEFT_OUT',
      message: 'the offer "rolls", which serves, would be left out: there is no zone "square"; there are none',
    },
  ]);
  const { body: german } = await mia.ask<UploadAnswer>('GET', `uploads/${alone.uploadId}?lang=de`);
  expect(german.report!.problems[0]!.message).toBe(
    'das Angebot „rolls“, das gerade gilt, fiele weg: die Zone „square“ gibt es nicht; es gibt keine',
  );
  const path = `versions/${alone.version}/publish`;
  expect(await mia.ask('POST', path, {})).toMatchObject({ status: 409, body: { code: 'HAS_BAD_ROWS' } });
  expect(await mia.ask('POST', path, { withoutBadRows: true })).toMatchObject({ status: 200 });
  expect(await served()).toEqual(['voucher']);
});

it.each([
  [
    'a fallback of an offer that is not there',
    { fallbacks: [{ touchpoint: 'web', placement: 'hero', offer: 'no' }] },
    ['fallbacks.0.offer', 'das Angebot „no“ antwortet an web hero, wenn sonst keines da ist'],
  ],
  [
    'a rule that is none',
    { rules: { eligibility: 'attributes.age >=' } },
    ['rules.eligibility', 'ist keine Regel: eligibility des Katalogs, Zeile 1, Spalte 18: endet zu früh'],
  ],
  ['a group twice', { groups: [{ id: 'a' }, { id: 'a' }] }, ['groups.1.id', '„a“ gibt es schon']],
  ['a zone without an area', { zones: [{ id: 'z', name: 'Z' }] }, ['zones.0.area', 'Ungültige Eingabe']],
])('a head with %s is told, and there is nothing to publish', async (_what, head, [column, message]) => {
  const refused = await upload(head);
  expect(refused).toMatchObject({ hasFileBack: false, report: { errors: 1 } });
  expect(refused.version).toBeUndefined();
  const { body: german } = await mia.ask<UploadAnswer>('GET', `uploads/${refused.uploadId}?lang=de`);
  expect(german.report!.problems[0]!.column).toBe(column);
  expect(german.report!.problems[0]!.message).toContain(message);
  expect(await mia.ask('GET', `uploads/${refused.uploadId}/file`)).toMatchObject({ status: 404 });
});

it('a head where nothing serves yet is told so', async () => {
  const stranger = await Marketer.of(engine.url, 'marketer', 'empty');
  const refused = await stranger.upload(JSON.stringify({ rules: { suitability: 'true' } }));
  expect(refused.version).toBeUndefined();
  expect(refused.report!.problems).toMatchObject([{ row: null, code: 'NOTHING_SERVES' }]);
});

it('a whole catalog with mode merge leaves zones and rules that it does not name', async () => {
  await mia.goLive(JSON.stringify({ rules: { suitability: 'false' } }));
  const merged = await mia.goLive(JSON.stringify(aCatalog(anOfferForAll('extra'))), 'mode=merge');
  expect(merged.report).toMatchObject({ new: 1, removed: 0, errors: 0 });
  expect(await served()).toEqual(['extra', 'rolls', 'voucher']);
  expect(await pushed()).toBeUndefined();
});

it('lines of offers that name zones are rows, and no broken catalog', async () => {
  const lines = ['a', 'b'].map((id) => JSON.stringify(anOffer(id, { where: { zones: ['square'] } })));
  const rows: UploadAnswer = await mia.upload(lines.join('\n'));
  expect(rows).toMatchObject({ state: 'checked', report: { format: 'ndjson', rows: 2 } });
});
