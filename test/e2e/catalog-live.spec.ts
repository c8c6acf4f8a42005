import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { Publication, UploadAnswer, VersionAnswer, VersionDiff } from '../../src/contract/catalog-upload.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE } from '../support/catalog.js';
import { connectDevice, type Device } from '../support/device.js';
import { EngineFolder } from '../support/engine-folder.js';
import { eventually } from '../support/eventually.js';
import { Marketer } from '../support/marketer.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';
import { Watcher } from '../support/watcher.js';

const folder = new EngineFolder();
const devices: Device[] = [];
let redis: TestRedis;
let engine: EngineProcess;
let mia: Marketer;
let names = 0;

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  const policy = ({ contact }: { contact: { caps: unknown[]; spacingMinutes: number } }) => {
    contact.caps = [];
    contact.spacingMinutes = 0;
  };
  const env = { ...folder.env(redis, { policy: policy as never }), PROXIMA_PROCESSES: '2' };
  engine = await startEngineProcess({ env });
  mia = await Marketer.of(engine.url);
});
afterAll(async () => {
  devices.forEach((device) => device.close());
  await engine?.stop();
  await redis?.stop();
  folder.remove();
});

const HEADER = 'ID;Kategorie;Breite;Länge;Umkreis (m);Wert;Startneigung;Form;Lesezeit (s);Titel;Text';
const row = (id: string, value = '50,00') =>
  `${id};bakery;${SQUARE.lat};${SQUARE.lng};100;${value};50 %;glance;2;Frische Brötchen;Jetzt probieren`.replaceAll(
    '.',
    ',',
  );
const sheet = (...rows: string[]) => [HEADER, ...rows].join('\r\n');

async function aPhone(): Promise<Device> {
  const device = await connectDevice(engine.url, await tokenFor('device', `c-${(names += 1)}`));
  devices.push(device);
  return device.grantAll();
}

/** Four phones: both engine processes are asked. */
async function pushedTo4(): Promise<(string | undefined)[]> {
  const phones = await Promise.all([aPhone(), aPhone(), aPhone(), aPhone()]);
  return Promise.all(phones.map(async (phone) => (await phone.report()).outcome.offerId));
}

describe('a sheet', () => {
  it('is checked, changes nothing by that, is published, and serves everywhere at once', async () => {
    const upload = await mia.upload(sheet(row('brot'), row('kuchen', '40,00')), 'name=angebote.csv&lang=de');
    expect(upload).toMatchObject({ state: 'checked', name: 'angebote.csv', by: 'mia', mode: 'replace' });
    expect(upload.report).toMatchObject({ rows: 2, new: 2, removed: 4, errors: 0, badRows: 0 });
    expect(new Set(await pushedTo4())).toEqual(new Set(['rolls']));
    const { body: diff } = await mia.ask<VersionDiff>('GET', `versions/${upload.version}/diff`);
    expect(diff).toMatchObject({ new: 2, removed: 4, newIds: ['brot', 'kuchen'], changed: 0 });
    const published = await mia.ask<Publication>('POST', `versions/${upload.version}/publish`, {});
    expect(published).toMatchObject({ status: 200, body: { state: 'published', version: upload.version, by: 'mia' } });
    expect(new Set(await pushedTo4())).toEqual(new Set(['brot']));
  });

  it('sent again is the same upload, and what would change is told cell by cell', async () => {
    const file = sheet(row('brot', '45,00'), row('kuchen', '40,00'));
    const upload = await mia.upload(file);
    expect(upload.report).toMatchObject({
      changed: 1,
      unchanged: 1,
      new: 0,
      removed: 0,
      changes: [{ id: 'brot', path: 'valueMinor', from: 5_000, to: 4_500 }],
    });
    const again = await mia.ask<UploadAnswer>('POST', 'uploads', file);
    expect(again).toMatchObject({ status: 200, body: { uploadId: upload.uploadId, state: 'checked' } });
  });

  it('goes live without its bad rows only when that is said, and they stay as they were', async () => {
    const upload = await mia.upload(sheet(row('brot', 'viel'), row('torte', '60,00')), 'lang=de');
    expect(upload).toMatchObject({ hasFileBack: true, report: { errors: 1, badRows: 1, new: 1, removed: 1 } });
    const told = await mia.ask<UploadAnswer>('GET', `uploads/${upload.uploadId}?lang=de`);
    expect(told.body.report?.problems).toEqual([
      expect.objectContaining({ row: 2, column: 'Wert', value: 'viel', code: 'BAD_DECIMAL' }),
    ]);
    const { body: back } = await mia.ask<string>('GET', `uploads/${upload.uploadId}/file`);
    expect(back.split('\r\n')[1]).toContain('Wert: ist keine Zahl');
    const path = `versions/${upload.version}/publish`;
    expect(await mia.ask('POST', path, {})).toMatchObject({ status: 409, body: { code: 'HAS_BAD_ROWS' } });
    expect(await mia.ask('POST', path, { withoutBadRows: true })).toMatchObject({ status: 200 });
    const { body: served } = await mia.ask<{ offers: { id: string; valueMinor: number }[] }>('GET', 'offers');
    expect(served.offers.map(({ id, valueMinor }) => [id, valueMinor]).sort()).toEqual([
      ['brot', 5_000],
      ['torte', 6_000],
    ]);
  });

  it('comes beside what serves with mode merge', async () => {
    const upload = await mia.goLive(sheet(row('milch', '70,00')), 'mode=merge');
    expect(upload.report).toMatchObject({ new: 1, removed: 0 });
    const { body: served } = await mia.ask<{ offers: { id: string }[] }>('GET', 'offers');
    expect(served.offers.map(({ id }) => id).sort()).toEqual(['brot', 'milch', 'torte']);
  });

  it('that cannot be read is refused with its reason, and the catalog serves on', async () => {
    const { body: before } = await mia.ask<{ version: string }>('GET', 'offers');
    const upload = await mia.upload(Buffer.from([0, 1, 2, 3, 255, 254, 0]), 'name=bild.png');
    expect(upload).toMatchObject({ state: 'refused', code: 'FORMAT_UNKNOWN' });
    expect(upload.message).toContain('bild.png');
    expect(upload.message).not.toContain(folder.path);
    expect((await mia.ask<{ version: string }>('GET', 'offers')).body.version).toBe(before.version);
  });

  it('may be a whole catalog with zones and groups; what stands on a zone that is not there is told', async () => {
    const square = { circle: { ...SQUARE, radiusMetres: 100 } };
    const zones = [{ id: 'square', name: 'Square', area: square }];
    const catalog = {
      ...aCatalog(anOffer('inside', { where: { zones: ['square'] } }), anOffer('lost', { where: { zones: ['gone'] } })),
      zones,
    };
    const upload = await mia.upload(JSON.stringify(catalog));
    expect(upload.report).toMatchObject({ rows: 2, errors: 1, badRows: 1 });
    const problems = upload.report!.problems.filter(({ isWarning }) => !isWarning);
    expect(problems).toEqual([expect.objectContaining({ row: 2, code: 'UNKNOWN_ZONE' })]);
  });

  it('of nobody is refused: an empty body, a form, a mapping that is not there', async () => {
    expect(await mia.ask('POST', 'uploads', '')).toMatchObject({ status: 400, body: { code: 'INVALID_MESSAGE' } });
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await mia.ask('POST', 'uploads', '--x--', form)).toMatchObject({ status: 415 });
    expect(await mia.upload('id\nx', 'mapping=unknown')).toMatchObject({ state: 'refused', code: 'MAPPING_WRONG' });
  });
});

describe('a foreign sheet', () => {
  it('is read by a mapping that the tenant keeps', async () => {
    const mapping = {
      columns: { nr: 'id', titel: 'title' },
      ignore: 'all',
      constants: { category: 'coffee', value: '3,00', everywhere: 'ja' },
      templates: { body: 'Nur heute: {titel}' },
      decimalComma: true,
    };
    expect(await mia.ask('PUT', 'mappings/kasse', mapping)).toMatchObject({ status: 204 });
    expect((await mia.ask<string[]>('GET', 'mappings')).body).toContain('kasse');
    const upload = await mia.upload('nr,titel,rest\n7,Espresso,x\n', 'mapping=kasse');
    expect(upload.report).toMatchObject({ rows: 1, errors: 0 });
    const bad = await mia.ask('PUT', 'mappings/kasse', { columns: { nr: 'nonsense' } });
    expect(bad).toMatchObject({ status: 400, body: { code: 'INVALID_MESSAGE' } });
  });
});

describe('versions', () => {
  it('are gone back from at once; who has not seen what serves changes nothing', async () => {
    const [older, newer] = [await mia.goLive(sheet(row('eins'))), await mia.goLive(sheet(row('zwei')))];
    const list = await mia.ask<VersionAnswer[]>('GET', 'versions');
    expect(list.headers.get('etag')).toBe(`"${newer.version}"`);
    const stale = { 'if-match': `"${older.version}"` };
    expect(await mia.ask('POST', 'rollback', undefined, stale)).toMatchObject({
      status: 412,
      body: { code: 'PRECONDITION_FAILED' },
    });
    const back = await mia.ask<Publication>('POST', 'rollback', undefined, { 'if-match': `"${newer.version}"` });
    expect(back.body).toMatchObject({ state: 'published', version: older.version, previous: newer.version });
    expect(new Set(await pushedTo4())).toEqual(new Set(['eins']));
    const { body: audit } = await mia.ask<object[]>('GET', 'audit?limit=2');
    expect(audit).toMatchObject([
      { action: 'rollback', by: 'mia', version: older.version, previous: newer.version },
      { action: 'publish', by: 'mia', version: newer.version },
    ]);
    // What was gone back from is not gone back to: the next step leads further.
    const further = await mia.ask<Publication>('POST', 'rollback');
    expect(further.body).toMatchObject({ state: 'published', previous: older.version });
    expect(further.body.version).not.toBe(newer.version);
  });

  it('are published once for a key, however often it is sent', async () => {
    const [first, second] = [await mia.upload(sheet(row('drei'))), await mia.upload(sheet(row('vier')))];
    const key = { 'idempotency-key': 'k-1' };
    const publish = ({ version }: UploadAnswer) => mia.ask<Publication>('POST', `versions/${version}/publish`, {}, key);
    const all = await Promise.all([publish(first), publish(first), publish(first)]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await publish(second)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_MISMATCH' } });
    const { body: audit } = await mia.ask<{ publication?: string }[]>('GET', 'audit?limit=10');
    expect(audit.filter(({ publication }) => publication === 'k-1')).toHaveLength(1);
  });

  it('of another tenant are nobody else’s', async () => {
    const foreign = await Marketer.of(engine.url, 'marketer', 'other');
    const own = await mia.upload(sheet(row('unser')));
    expect(await foreign.ask('GET', `uploads/${own.uploadId}`)).toMatchObject({ status: 404 });
    expect(await foreign.ask('POST', `versions/${own.version}/publish`, {})).toMatchObject({ status: 404 });
    expect((await foreign.ask<object[]>('GET', 'versions')).body).toEqual([]);
  });
});

describe('the kill switch', () => {
  it.each(['offer', 'group', 'touchpoint'])(
    'of %s stops it at the next decision on every process, and takes back what is out',
    async (kind) => {
      const offer = anOffer('rolls', { group: 'bread' });
      await mia.goLive(JSON.stringify({ ...aCatalog(offer, anOffer('cake', { valueMinor: 4_000 })), name: kind }));
      const phones = await Promise.all([aPhone(), aPhone(), aPhone(), aPhone()]);
      for (const phone of phones) await phone.report();
      for (const phone of phones) expect((await phone.push()).offerId).toBe('rolls');
      const target = { offer: 'rolls', group: 'bread', touchpoint: 'app-push' }[kind]!;
      const { status, body } = await mia.ask('POST', 'stops', { [kind]: target, reason: 'recalled by its maker' });
      expect({ status, body }).toMatchObject({ status: 200, body: { stopId: `${kind}:${target}`, processes: 2 } });
      for (const phone of phones) expect(await phone.retract()).toMatchObject({ offerId: 'rolls', reason: 'STOPPED' });
      expect(await pushedTo4()).not.toContain('rolls');
      expect((await mia.ask<object[]>('GET', 'stops')).body).toHaveLength(1);
      expect(await mia.ask('DELETE', `stops/${kind}:${target}`)).toMatchObject({ status: 204 });
      expect(await pushedTo4()).toEqual(['rolls', 'rolls', 'rolls', 'rolls']);
    },
    30_000,
  );

  it('is the reason that the explanation tells', async () => {
    await mia.goLive(JSON.stringify({ ...aCatalog(anOfferForAll('rolls')), name: 'explained' }));
    await mia.ask('POST', 'stops', { offer: 'rolls' });
    const phone = await aPhone();
    const { decisionId } = (await phone.request()) as { decisionId: string };
    const reply = await fetch(`${engine.url}/v1/decisions/${decisionId}`, {
      headers: { authorization: `Bearer ${await tokenFor('operator', 'op')}` },
    });
    const text = await reply.text();
    expect(text).toContain('"reason":"STOPPED"');
    await mia.ask('DELETE', 'stops/offer:rolls');
  });
});

describe('a console', () => {
  it('sees how far an upload is, and what changes', async () => {
    const watcher = await Watcher.watch(engine.url, 'marketer');
    const heard: [string, { state?: string; action?: string }][] = [];
    watcher.socket.onAny((event: string, payload: object) => {
      if (/^(catalog|release):/.test(event)) heard.push([event, payload]);
    });
    const stranger = await Watcher.watch(engine.url, 'marketer', 'other');
    const overheard: string[] = [];
    stranger.socket.onAny((event: string) => overheard.push(event));
    await mia.goLive(sheet(row('gesehen')));
    const told = () => heard.map(([event, { state, action }]) => `${event} ${state ?? action}`);
    await eventually(() => told().includes('release:changed publish'));
    expect(told()).toEqual(expect.arrayContaining(['catalog:progress checking', 'catalog:progress checked']));
    expect(watcher.untold).toEqual([]);
    expect(overheard.filter((event) => /^(catalog|release):/.test(event))).toEqual([]);
    watcher.close();
    stranger.close();
  });
});

describe('an upload that is cancelled', () => {
  it('ends without a version, and can be sent again', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => row(`r-${i}`));
    const file = sheet(...rows);
    const { body } = await mia.ask<UploadAnswer>('POST', 'uploads', file);
    await mia.ask('DELETE', `uploads/${body.uploadId}`);
    const ended = await mia.checked(body.uploadId);
    expect(ended).toMatchObject({ state: 'cancelled' });
    expect(ended.version).toBeUndefined();
    expect((await redis.client.keys('px:{default:catalog}:draft:*')).length).toBe(0);
    const again = await mia.ask<UploadAnswer>('POST', 'uploads', file);
    expect(again).toMatchObject({ status: 202, body: { uploadId: body.uploadId } });
    const path = `uploads/${body.uploadId}`;
    await eventually(async () => (await mia.ask<UploadAnswer>('GET', path)).body.state === 'checking');
    await mia.ask('DELETE', path);
    expect(await mia.checked(body.uploadId)).toMatchObject({ state: 'cancelled' });
    expect((await redis.client.keys('px:{default:catalog}:draft:*')).length).toBe(0);
  });
});

describe('too many uploads at once', () => {
  it('are refused until some have ended', async () => {
    const many = await Marketer.of(engine.url, 'marketer', 'busy');
    const rows = Array.from({ length: 3_000 }, (_, i) => row(`r-${i}`));
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, n) => many.ask<UploadAnswer>('POST', 'uploads', sheet(row(`n-${n}`), ...rows))),
    );
    expect(sent.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    const refused = await many.ask<{ code: string }>('POST', 'uploads', sheet(row('more')));
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    for (const { body } of sent) await many.ask('DELETE', `uploads/${body.uploadId}`);
    for (const { body } of sent) await many.checked(body.uploadId);
    expect(await many.ask('POST', 'uploads', sheet(row('more')))).toMatchObject({ status: 202 });
  });
});
