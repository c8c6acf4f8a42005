import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { Publication, StopAnswer, UploadAnswer } from '../../src/contract/catalog-upload.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { EngineFolder } from '../support/engine-folder.js';
import { Marketer } from '../support/marketer.js';
import { TestRedis } from '../support/redis.js';

const folder = new EngineFolder();
let redis: TestRedis;
let engine: EngineProcess;
let mia: Marketer;

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  engine = await startEngineProcess({ env: folder.env(redis) });
  mia = await Marketer.of(engine.url);
});
afterAll(async () => {
  await engine?.stop();
  await redis?.stop();
  folder.remove();
});

const HEADER = 'ID;Kategorie;Überall;Wert;Titel;Text';
const row = (id: string) => `${id};coffee;ja;1,80;Kaffee;Heute`;
const sheet = (...ids: string[]) => [HEADER, ...ids.map(row)].join('\r\n');

const publish = (version: string | undefined, body = {}, headers = {}) =>
  mia.ask<Publication & { code?: string; detail?: string }>('POST', `versions/${version}/publish`, body, headers);

async function servedIds(): Promise<string[]> {
  const { body } = await mia.ask<{ offers: { id: string }[] }>('GET', 'offers');
  return body.offers.map(({ id }) => id).sort();
}

describe('two who put offers beside what serves', () => {
  beforeEach(() => mia.goLive(sheet('alt')).then(() => undefined));

  it('do not lose what the other one has published since', async () => {
    const [annas, berts] = [
      await mia.upload(sheet('anna'), 'mode=merge&name=anna.csv'),
      await mia.upload(sheet('bert'), 'mode=merge&name=bert.csv'),
    ];
    expect(await publish(annas.version)).toMatchObject({ status: 200 });
    const refused = await publish(berts.version);
    expect(refused).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect(refused.body.detail).toContain('upload the file again');
    expect(await servedIds()).toEqual(['alt', 'anna']);
    const again = await mia.upload(sheet('bert'), 'mode=merge&name=bert.csv');
    expect(await publish(again.version)).toMatchObject({ status: 200 });
    expect(await servedIds()).toEqual(['alt', 'anna', 'bert']);
  });

  it('may publish the same version twice, go back, and say that they have seen what serves', async () => {
    const annas = await mia.upload(sheet('anna'), 'mode=merge');
    const berts = await mia.upload(sheet('bert'), 'mode=merge');
    expect(await publish(annas.version)).toMatchObject({ status: 200 });
    expect(await publish(annas.version)).toMatchObject({ status: 200 });
    expect(await publish(berts.version, {}, { 'if-match': `"${annas.version}"` })).toMatchObject({ status: 200 });
    expect(await mia.ask('POST', 'rollback')).toMatchObject({ status: 200 });
    expect(await servedIds()).toEqual(['alt', 'anna']);
  });
});

describe('a file that was taken for the whole catalog', () => {
  it('says that most offers would be gone, in both languages, and gives no file back for that', async () => {
    await mia.goLive(sheet('a', 'b', 'c'));
    const upload = await mia.upload(sheet('a'));
    expect(upload).toMatchObject({ hasFileBack: false, report: { errors: 0, warnings: 1, removed: 2 } });
    expect(upload.report!.problems).toMatchObject([{ row: null, code: 'MOST_REMOVED', isWarning: true }]);
    expect(upload.report!.problems[0]!.message).toContain('2 of the 3 offers');
    const { body } = await mia.ask<UploadAnswer>('GET', `uploads/${upload.uploadId}?lang=de`);
    expect(body.report!.problems[0]!.message).toContain('2 der 3 Angebote');
    expect((await mia.upload(sheet('a'), 'mode=merge')).report).toMatchObject({ warnings: 0, problems: [] });
  });
});

describe('a sheet', () => {
  it('whose column has a slip in its name goes live only when that is said', async () => {
    const [header, rest] = [`${HEADER};Gültig bsi`, `${row('zeit')};31.12.2030`];
    const upload = await mia.upload(`${header}\r\n${rest}`);
    expect(upload.report).toMatchObject({ errors: 1, badRows: 0 });
    const refused = await publish(upload.version);
    expect(refused).toMatchObject({ status: 409, body: { code: 'HAS_BAD_ROWS' } });
    expect(refused.body.detail).toContain('columns');
    expect(await publish(upload.version, { withoutBadRows: true })).toMatchObject({ status: 200 });
  });

  it('with something to be known of it tells that as a note', async () => {
    const upload = await mia.upload(
      `${HEADER};Öffnungszeiten\r\n${row('offen')};"Mo-Fr 08:00-18:00; PH off"`,
      'mode=merge',
    );
    expect(upload.report).toMatchObject({ errors: 0, warnings: 1 });
    expect(upload.report!.problems).toMatchObject([{ code: 'HOLIDAYS_NOT_USED', isWarning: true }]);
  });

  it('that cannot be read is refused in the language of whoever asks', async () => {
    const upload = await mia.upload('%PDF-1.4\n1 0 obj', 'name=angebote.pdf&lang=de');
    expect(upload).toMatchObject({ state: 'refused', code: 'FORMAT_UNKNOWN' });
    const message = async (query: string) =>
      (await mia.ask<UploadAnswer>('GET', `uploads/${upload.uploadId}${query}`)).body.message;
    expect(await message('?lang=de')).toContain('als CSV oder XLSX speichern');
    expect(await message('?lang=en')).toContain('angebote.pdf is no CSV');
    const foreign = await mia.upload('Umsatz;Monat\n1;Mai\n', 'lang=de');
    expect(foreign.code).toBe('COLUMNS_UNKNOWN');
    const { body } = await mia.ask<UploadAnswer>('GET', `uploads/${foreign.uploadId}?lang=de`);
    expect(body.message).toContain('"Umsatz", "Monat"');
  });

  it('is given back under a name that a spreadsheet opens', async () => {
    const upload = await mia.upload(`${HEADER}\r\n${row('a b')}`);
    const { headers } = await mia.ask('GET', `uploads/${upload.uploadId}/file`);
    expect(headers.get('content-disposition')).toContain(`${upload.uploadId}.csv"`);
  });

  it('that serves by now, sent again, would change nothing', async () => {
    const file = sheet('eins', 'zwei', 'drei');
    const first = await mia.goLive(file);
    const again = await mia.upload(file);
    expect(again).toMatchObject({ uploadId: first.uploadId, version: first.version });
    expect(again.report).toMatchObject({ new: 0, changed: 0, unchanged: 3, removed: 0 });
  });
});

describe('the kill switch', () => {
  it.each([
    [{ offer: 'gibts-nicht' }, false],
    [{ group: 'gibts-nicht' }, false],
    [{ touchpoint: 'app-psh' }, false],
    [{ offer: 'da' }, true],
    [{ group: 'aktion' }, true],
    [{ touchpoint: 'app-push' }, true],
  ])('says whether anything that serves is called so: %j %s', async (target, isKnown) => {
    await mia.goLive(`${HEADER};Gruppe\r\n${row('da')};aktion`);
    const { status, body } = await mia.ask<StopAnswer>('POST', 'stops', target);
    expect({ status, isKnown: body.isKnown }).toEqual({ status: 200, isKnown });
    await mia.ask('DELETE', `stops/${body.stopId}`);
  });
});
