import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ArchiveService } from '../../src/archive/archive.service.js';
import { COLUMNS } from '../../src/archive/export/columns.js';
import { tellOffer, type Answers, type ExportTask } from '../../src/archive/export/export-order.js';
import type * as ProcessFile from '../../src/archive/export/export-process.js';
import type { ExportProcess } from '../../src/archive/export/export-process.js';
import { ExportService } from '../../src/archive/export/export.service.js';
import type * as ReaderFile from '../../src/archive/export/reader.js';
import { readHere, type Reader } from '../../src/archive/export/reader.js';
import { shareOut } from '../../src/archive/export/shares.js';
import { SegmentFolder } from '../../src/archive/segment-folder.js';
import { SegmentWriter } from '../../src/archive/segment-writer.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import { exportedDecision, exportQuery, type ExportFormat } from '../../src/contract/export.js';
import { localTimeIn } from '../../src/core/context/local-time.js';
import { compileEncoder } from '../../src/core/features/encoder.js';
import { unpackInput } from '../../src/core/record/decision-record.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../../src/core/types/ids.js';
import { featureContract } from '../../src/scoring/feature-contract.js';
import { isProcessLiving, startTicksOf, UNKNOWN_START } from '../../src/platform/redis/embedded/process-liveness.js';
import { LogKeyRepository } from '../../src/state/log-key.repository.js';
import { keys } from '../../src/state/keys.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE } from '../support/catalog.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';

const TENANT = 'default' as TenantId;
const HOUR_MS = 3_600_000;
const START = Date.parse('2026-05-20T08:00:00Z');
type Row = Record<string, string | number | boolean | null>;

let redis: TestRedis;
let app: TestApp;
let folder: string;
let events = 0;

beforeAll(async () => {
  redis = await TestRedis.start();
  folder = mkdtempSync(join(tmpdir(), 'px-export-'));
  app = await TestApp.start({
    redis,
    catalog: aCatalog(
      anOffer('rolls', { valueMinor: 9_000, category: 'coffee', stock: { units: 100, leaseSeconds: 60 } }),
      anOffer('cake', { validTo: '2026-06-01T00:00:00Z' }),
      anOfferForAll('voucher', { valueMinor: 1_000 }),
    ),
    policy: ({ contact }) => (contact.caps = []),
    env: { PROXIMA_DATA_DIR: folder, PROXIMA_CLOCK: 'events' },
  });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function aCustomer(customer: string, purposes = ['location', 'profiling', 'marketing']): Promise<string> {
  const profile = { timeZone: 'Europe/Berlin', visitsPerMonth: { coffee: 4, bar: 1 } };
  await app.http('put', `/v1/customers/${customer}/profile`).send(profile).expect(204);
  for (const purpose of purposes) await consent(customer, purpose, 'granted');
  return customer;
}

async function consent(customer: string, purpose: string, status: string): Promise<void> {
  const entry = { purpose, status, textVersion: '1' };
  await app.http('post', `/v1/customers/${customer}/consents`).send(entry).expect(201);
}

async function decide(customer: string, hours: number, changes: object = {}): Promise<DecisionAnswer> {
  const order = {
    customer,
    touchpoint: 'web',
    placements: ['hero', 'card'],
    position: { ...SQUARE, accuracyMetres: 10, at: START + hours * HOUR_MS },
    context: { weather: 'rainy', temperature: 7.25 },
    ...changes,
  };
  return (await app.http('post', '/v1/decisions').send(order).expect(200)).body as DecisionAnswer;
}

async function react(
  customer: string,
  type: string,
  { offers }: DecisionAnswer,
  hours: number,
  slot = 0,
): Promise<void> {
  events += 1;
  const reason = type === 'dismiss' ? { reason: 'not-now' } : {};
  const at = START + hours * HOUR_MS;
  const event = { eventId: `e-${events}`, type, deliveryId: offers[slot]!.deliveryId, at, ...reason };
  const answer = await app
    .http('post', '/v1/events')
    .send({ customer, events: [event] })
    .expect(200);
  expect(answer.body).toMatchObject({ events: [{ status: 'recorded' }] });
}

/** Waits until what happened stands on the disk. */
async function write(): Promise<void> {
  // Notes leave a moment after it.
  await new Promise((resolve) => setTimeout(resolve, 60));
  await app.nest.get(SegmentWriter).writeAll();
}

async function exported(format: string, query = ''): Promise<Buffer> {
  const path = `/v1/exports/decisions?format=${format}${query}`;
  const answer = await app
    .http('get', path)
    .buffer(true)
    .parse((res, done) => {
      const pieces: Buffer[] = [];
      res.on('data', (piece: Buffer) => pieces.push(piece));
      res.on('end', () => done(null, Buffer.concat(pieces)));
    })
    .expect(200);
  return answer.body as Buffer;
}

async function rows(query = ''): Promise<Row[]> {
  const lines = (await exported('ndjson', query)).toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row);
}

const of = (all: readonly Row[], { decisionId }: DecisionAnswer) => all.filter((row) => row.decisionId === decisionId);

/** Moves the clock of events far enough for every wait to be over. */
async function later(days: number): Promise<void> {
  await decide(await aCustomer('clock'), days * 24);
}

describe('an export', () => {
  it('tells the same rows in every format, by the contract, and what the file says of itself', async () => {
    const customer = await aCustomer('format');
    const decision = await decide(customer, 0);
    await react(customer, 'accept', decision, 1);
    await later(3);
    await write();
    const told = await rows();
    const own = of(told, decision);
    expect(own).toHaveLength(2);
    expect(own.map((row) => exportedDecision.parse(row))).toEqual(own);
    expect(Object.keys(own[0]!)).toEqual(COLUMNS.map(({ name }) => name));
    expect(Object.keys(own[0]!).filter((name) => !name.startsWith('feature_'))).toEqual(
      Object.keys(exportedDecision.shape),
    );
    expect(own[0]).toMatchObject({
      action: 'rolls',
      placement: 'hero',
      position: 0,
      treatment: 'web-hero',
      category: 'coffee',
      reward: 1,
      rewardAt: new Date(START + HOUR_MS).toISOString(),
      pscore: expect.any(Number),
      cell: expect.stringMatching(/^89/),
      distanceBand: '0-50 m',
      feature_weather: 'rainy',
      feature_temperatureCelsius: 7.25,
      feature_visitsOwnCategory: 4,
      feature_visitsTakeaway: null,
    });
    expect(own[1]).toMatchObject({ placement: 'card', reward: 0, rewardAt: null });

    const csv = parse(await exported('csv'), { columns: true }) as Record<string, string>[];
    expect(csv).toEqual(
      told.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : String(cell)])),
      ),
    );
    const parquet = await exported('parquet');
    const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.length) as ArrayBuffer;
    const read = (await parquetReadObjects({ file })).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [
          name,
          cell instanceof Date ? cell.toISOString() : (cell as unknown),
        ]),
      ),
    );
    expect(read).toEqual(told);
    const about = parquetMetadata(file).key_value_metadata!.map(({ key, value }) => [key, value]);
    expect(about).toEqual(expect.arrayContaining([['proxima.features', featureContract().hash]]));
  });

  it('tells features from which the very rows are made that the model was given', async () => {
    const decisions = [
      await decide(await aCustomer('feature-all'), 73),
      await decide(await aCustomer('feature-place', ['location', 'marketing', 'profiling']), 73, {
        context: { weather: 'snowy', companion: 'friends', intent: 'home' },
      }),
      await decide(await aCustomer('feature-nowhere', ['profiling', 'marketing']), 73, { position: undefined }),
    ];
    await write();
    const { features } = featureContract();
    const encoder = compileEncoder(features.flatMap(({ columns }) => columns));
    const all = await rows('&pending=true');
    let compared = 0;
    for (const { decisionId } of decisions) {
      const { record } = (await app.nest.get(ArchiveService).find(TENANT, decisionId as DecisionId))!;
      const input = unpackInput(record.input, ownerOf('any'));
      const catalog = (await app.nest.get(CatalogService).version(TENANT, record.versions.catalog))!;
      for (const row of all.filter((one) => one.decisionId === decisionId)) {
        const offer = catalog.offerById(row.action as string)!;
        const sighting = input.situation.sightings.find(({ ordinal }) => ordinal === offer.ordinal)!;
        const localTime = input.situation.timeZone ? localTimeIn(input.situation.timeZone, input.now) : undefined;
        const { matrix } = encoder.encode({ input, localTime }, [{ offer, sighting, treatments: [] }]);
        expect(Array.from(matrix)).toEqual(features.flatMap((feature) => encoded(feature, row)));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(4);
  });

  it('counts a reward until the wait is over, and corrects it when more comes before', async () => {
    const customer = await aCustomer('late');
    const [turned, late, redeemed] = [
      await decide(customer, 100),
      await decide(customer, 101),
      await decide(customer, 102),
    ];
    await react(customer, 'dismiss', turned, 101);
    await react(customer, 'accept', late, 101 + 25);
    await react(customer, 'redeem', redeemed, 103);
    await write();
    const before = await rows('&waitHours=24');
    expect([turned, late].map((decision) => of(before, decision)[0]?.reward)).toEqual([0, 0]);
    await react(customer, 'accept', turned, 120);
    await react(customer, 'click', turned, 120);
    await write();
    await later(7);
    await write();
    const reward = async (query: string) =>
      (await rows(query)).filter(({ position, placement }) => position === 0 && placement === 'hero');
    const told = async (query: string) => {
      const all = await reward(query);
      return [turned, late, redeemed].map((decision) => of(all, decision)[0]!.reward);
    };
    expect(await told('&waitHours=24')).toEqual([1, 0, 1]);
    expect(await told('&waitHours=48')).toEqual([1, 1, 1]);
    expect(await told('&waitHours=19')).toEqual([0, 0, 1]);
    expect(await told('&waitHours=24&reward=click')).toEqual([1, 0, 0]);
    expect(await told('&waitHours=24&reward=redeem')).toEqual([0, 0, 1]);
  });

  it('leaves out what is still waited for, or marks it; and tells silences where they are asked for', async () => {
    const customer = await aCustomer('waits');
    const shown = await decide(customer, 200);
    const silent = await decide(customer, 200, {
      touchpoint: 'call-centre',
      placements: ['agent'],
      limit: 1,
      position: undefined,
    });
    const refusing = await decide(await aCustomer('silent', ['profiling']), 200, { position: undefined });
    await react(customer, 'accept', shown, 200.1);
    await write();
    expect(of(await rows(), shown)).toEqual([]);
    expect(of(await rows('&pending=true'), shown)[0]).toMatchObject({ pending: true, reward: 1 });
    expect(of(await rows('&waitHours=0.2'), shown)).toEqual([]);
    await decide(customer, 201);
    await write();
    expect(of(await rows('&waitHours=0.5'), shown)[0]).toMatchObject({ pending: false, reward: 1 });
    expect(silent.offers.length).toBeGreaterThan(0);
    expect(refusing.offers).toEqual([]);
    expect(of(await rows('&waitHours=0.5'), refusing)).toEqual([]);
    expect(of(await rows('&waitHours=0.5&rows=decisions'), refusing)).toEqual([
      expect.objectContaining({
        action: null,
        reward: null,
        pscore: null,
        silence: 'CONSENT_MISSING',
        feature_visitsBar: 1,
      }),
    ]);
  });

  it('keeps to the times that are asked for', async () => {
    const customer = await aCustomer('range');
    const [first, second] = [await decide(customer, 210), await decide(customer, 240)];
    await later(30);
    await write();
    const range = (from: number, to: number) =>
      `&from=${START + from * HOUR_MS}&to=${new Date(START + to * HOUR_MS).toISOString()}`;
    expect(new Set((await rows(range(209, 239))).map(({ decisionId }) => decisionId))).toContain(first.decisionId);
    expect(of(await rows(range(209, 239)), second)).toEqual([]);
    expect(of(await rows(range(240, 240)), second)).toHaveLength(2);
  });
});

describe('who is in an export', () => {
  it('not who withdrew profiling since, nor who was erased; and nobody by name', async () => {
    const [stays, withdraws, leaves] = [
      await aCustomer('stays'),
      await aCustomer('withdraws'),
      await aCustomer('leaves'),
    ];
    const [kept, withdrawn, erased] = [
      await decide(stays, 800),
      await decide(withdraws, 800),
      await decide(leaves, 800),
    ];
    for (const [customer, decision] of [
      [stays, kept],
      [withdraws, withdrawn],
      [leaves, erased],
    ] as const)
      await react(customer, 'accept', decision, 801);
    await later(40);
    await write();
    const before = await rows();
    expect([kept, withdrawn, erased].map((decision) => of(before, decision).length)).toEqual([2, 2, 2]);
    await consent(withdraws, 'profiling', 'withdrawn');
    await app.http('delete', `/v1/customers/${leaves}`).expect(200);
    const after = await rows('&rows=decisions');
    expect([kept, withdrawn, erased].map((decision) => of(after, decision).length)).toEqual([2, 0, 0]);
    const text = (await exported('csv', '&pending=true')).toString();
    for (const name of [stays, withdraws, leaves, 'clock']) expect(text).not.toContain(name);
    const whos = [of(before, kept), of(before, withdrawn)].map(([row]) => row!.subject);
    expect(new Set(whos).size).toBe(2);
  });

  it('each decision once, though a crash had it and its feedback written twice', async () => {
    const customer = await aCustomer('twice');
    const decision = await decide(customer, 1_000);
    await react(customer, 'accept', decision, 1_001);
    await write();
    const note = JSON.stringify([[customer, decision.decisionId]]);
    await redis.client.xadd(keys.decisionLog(TENANT), '*', 'n', note, 'f', note);
    await write();
    expect(of(await rows('&pending=true'), decision).map(({ reward }) => reward)).toEqual([1, 0]);
  });
});

describe('a query that is wrong', () => {
  it.each([
    'format=xlsx',
    'waitHours=0',
    'waitHours=169',
    'from=yesterday',
    'from=2&to=1',
    'reward=love',
    'pending=1',
    'sort=at',
  ])('%s is told before the first byte', async (query) => {
    const answer = await app.http('get', `/v1/exports/decisions?${query}`).expect(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect((answer.body as { issues: unknown[] }).issues).not.toEqual([]);
  });
});

describe('one export at a time', () => {
  const service = () => app.nest.get(ExportService);
  const open = (gone = new AbortController().signal) =>
    service().open(TENANT, exportQuery.parse({ format: 'csv', pending: 'true' }), gone);

  it('refuses another while it runs, and takes the next when its client has gone away', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'OVERLOADED' });
    await app.http('get', '/v1/exports/decisions').expect(503);
    first.bytes.destroy();
    await new Promise((resolve) => first.bytes.once('close', resolve));
    const next = await eventually(() => open().catch(() => undefined));
    for await (const piece of next.bytes) expect(piece).toBeInstanceOf(Uint8Array);
    await exported('csv');
  });

  it('takes the next when its client has gone before there was a piece', async () => {
    await expect(open(AbortSignal.abort())).rejects.toMatchObject({ code: 'DRAINING' });
    const gone = new AbortController();
    const first = open(gone.signal);
    gone.abort();
    await expect(first).rejects.toMatchObject({ code: 'DRAINING' });
    await exported('csv');
  });
});

describe('readers apart', () => {
  const answers: Answers = {
    secrets: (subjects) => app.nest.get(LogKeyRepository).secretsOfConsenting(TENANT, subjects),
    offers: async (names) => {
      const catalogs = names.map(([version]) => app.nest.get(CatalogService).version(TENANT, version));
      return (await Promise.all(catalogs)).map((catalog, n) => tellOffer(catalog!.offerById(names[n]![1])!));
    },
  };
  const never = () => new Promise<never>(() => undefined);

  /** As the service has them, of all that is in the segments by now. */
  async function task(parts: number, format: ExportFormat = 'ndjson'): Promise<ExportTask> {
    const days = await new SegmentFolder(join(folder, 'segments')).days(TENANT);
    const weighed = days.map((day) => ({ day, bytes: 1 }));
    const times = { from: -Infinity, to: Infinity, now: START + 9_999 * HOUR_MS, waitMs: 24 * HOUR_MS };
    const order = { format, ...times, reward: 'accept', withSilences: true, withPending: true } as const;
    return { order, shares: shareOut(weighed, parts), about: { 'proxima.note': 'made by a process' } };
  }
  async function linesHere(): Promise<string[]> {
    const { order, shares } = await task(1);
    return linesOf(readHere({ ...order, days: shares[0]! }, answers));
  }
  async function linesOf(reader: Reader): Promise<string[]> {
    const lines: string[] = [];
    for (let chunk = await reader.next(); chunk; chunk = await reader.next())
      lines.push(...Buffer.from(chunk.bytes).toString().split('\n').slice(0, -1));
    await reader.stop();
    return lines;
  }

  // What is apart runs what is built. Whoever runs this file alone may have to build first.
  beforeAll(() => loadBuiltEngine());

  describe('in threads', () => {
    async function inThread(part: number, parts: number, own = answers): Promise<Reader> {
      const built = '../../dist/src/archive/export/reader.js';
      const { ThreadReader } = (await import(built)) as typeof ReaderFile;
      const { order, shares } = await task(parts);
      return new ThreadReader({ ...order, days: shares[part]! }, own);
    }

    it('share the decisions between them, and tell what one here would tell', async () => {
      const here = await linesHere();
      const parts = await Promise.all([0, 1, 2].map(async (part) => linesOf(await inThread(part, 3))));
      expect(here.length).toBeGreaterThan(30);
      expect(parts.flat().sort()).toEqual(here.sort());
      for (const part of parts) expect(part.length).toBeGreaterThan(0);
    });

    it('end with a fault when nobody answers them, and when they are stopped', async () => {
      const faulty = await inThread(0, 1, { ...answers, secrets: () => Promise.reject(new Error('no Redis')) });
      await expect(faulty.next()).rejects.toThrow('no Redis');
      await faulty.stop();
      const silent = await inThread(0, 1, { ...answers, offers: never });
      const waiting = silent.next();
      await silent.stop();
      await expect(waiting).rejects.toThrow('ended');
    });
  });

  it('or here end with a fault when they are stopped: what is left out is no end', async () => {
    const { order, shares } = await task(1);
    const reader = readHere({ ...order, days: shares[0]! }, answers);
    await reader.stop();
    await expect(reader.next()).rejects.toThrow('stopped');
  });

  describe('in a process', () => {
    async function inProcess(own: ExportTask, ownAnswers = answers): Promise<ExportProcess> {
      const built = '../../dist/src/archive/export/export-process.js';
      return new ((await import(built)) as typeof ProcessFile).ExportProcess(own, ownAnswers);
    }
    async function bytesOf(apart: ExportProcess): Promise<Buffer> {
      const pieces: Uint8Array[] = [];
      for await (const piece of apart.bytes()) pieces.push(piece);
      return Buffer.concat(pieces);
    }
    it('tell what one here would tell, with one thread and with two, in text and in columns', async () => {
      const here = (await linesHere()).sort();
      for (const parts of [1, 2]) {
        const lines = (await bytesOf(await inProcess(await task(parts)))).toString().split('\n').slice(0, -1);
        expect(lines.sort()).toEqual(here);
      }
      const file = await bytesOf(await inProcess(await task(2, 'parquet')));
      const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
      expect(parquetMetadata(bytes).key_value_metadata).toContainEqual({
        key: 'proxima.note',
        value: 'made by a process',
      });
      const told = (await parquetReadObjects({ file: bytes })).map(({ decisionId }) => decisionId as string);
      expect(told.sort()).toEqual(here.map((line) => (JSON.parse(line) as Row).decisionId).sort());
    });

    it('end with the fault of who is asked, of a segment, and of a signal', async () => {
      const faulty = await inProcess(await task(2), {
        ...answers,
        secrets: () => Promise.reject(new Error('no Redis')),
      });
      await expect(bytesOf(faulty)).rejects.toThrow('no Redis');
      const { shares, ...rest } = await task(1);
      const unread = { ...rest, shares: [[{ ...shares[0]![0]!, decisions: [folder] }]] };
      await expect(bytesOf(await inProcess(unread))).rejects.toThrow('EISDIR');
      const killed = await inProcess(await task(2), { ...answers, offers: never });
      const waiting = bytesOf(killed);
      process.kill(killed.pid!, 'SIGTERM');
      await expect(waiting).rejects.toThrow('SIGTERM');
    });

    it('leave nothing open when they are stopped before anybody has read of them', async () => {
      const openFiles = () => readdirSync('/dev/fd').length;
      const before = openFiles();
      const unread = await inProcess(await task(2));
      const pieces = unread.bytes();
      await pieces.next();
      await unread.stop();
      await eventually(() => openFiles() <= before);
    });

    it('are gone when they are stopped, and when who started them has died', async () => {
      const stopped = await inProcess(await task(2), { ...answers, offers: never });
      const waiting = bytesOf(stopped);
      await Promise.all([stopped.stop(), expect(waiting).rejects.toThrow('SIGKILL')]);
      expect(isProcessLiving(stopped.pid!, UNKNOWN_START)).toBe(false);
      const file = join(folder, 'task.json');
      writeFileSync(file, JSON.stringify(await task(2)));
      const parent = spawn(process.execPath, [
        '--input-type=module',
        '--eval',
        `import { readFileSync } from 'node:fs';
        import { ExportProcess } from ${JSON.stringify(resolve('dist/src/archive/export/export-process.js'))};
        const never = () => new Promise(() => undefined);
        const apart = new ExportProcess(JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8')), { secrets: never, offers: never });
        console.log(apart.pid);
        for await (const piece of apart.bytes());`,
      ]);
      const [told] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(told.toString());
      const start = startTicksOf(pid);
      expect(isProcessLiving(pid, start)).toBe(true);
      parent.kill('SIGKILL');
      await eventually(() => !isProcessLiving(pid, start));
    });
  });
});

function ownerOf(customer: string): Owner {
  return { tenant: TENANT, customer: customer as CustomerId };
}

/** As the encoder writes it, from what the export tells. */
function encoded({ name, categories }: { name: string; categories?: string[] }, row: Row): number[] {
  const raw = row[`feature_${name}`] ?? null;
  if (!categories) return [raw === null ? NaN : Math.fround(raw as number)];
  return categories.map((level) => (raw === null ? NaN : Number(level === raw)));
}
