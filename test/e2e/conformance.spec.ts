import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { judgeMeeting, type Met } from '../../src/conformance/judge-client.js';
import { RunningEngine } from '../../src/conformance/running-engine.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { TestApp } from '../support/app.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aCatalog, anOffer, SQUARE, STATION } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { FaultProxy } from '../support/faults/fault-proxy.js';
import { TestRedis } from '../support/redis.js';
import { SECRET, tokenFor } from '../support/tokens.js';

const CLIENT = resolve('dist/test/prove/conformance-client.js');
const COMMAND = resolve('dist/src/commands/conformance.command.js');

let redis: TestRedis;
let redisOfDemo: TestRedis;
let app: TestApp;
let demo: TestApp;
const servers: Server[] = [];
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  await loadBuiltEngine();
  redis = await TestRedis.start();
  app = await TestApp.start({ redis });
  const catalog = aCatalog(anOffer('flowers', { place: { ...STATION } }), anOffer('rolls', { valueMinor: 1_000 }));
  redisOfDemo = await TestRedis.start();
  demo = await TestApp.start({ redis: redisOfDemo, catalog, env: { PROXIMA_DEMO: 'true' } });
});
afterAll(async () => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  for (const proxy of proxies) await proxy.down();
  await demo?.stop();
  await app?.stop();
  await redisOfDemo?.stop();
  await redis?.stop();
});

const command = (fault: string) => `"${process.execPath}" "${CLIENT}" ${fault}`;

async function meet(fault: string): Promise<Met> {
  const token = await tokenFor('device', `met-${fault || 'right'}`);
  return judgeMeeting(command(fault), await RunningEngine.find({ url: app.url, token }));
}

const failedOf = ({ judged }: Met) =>
  judged.filter(({ holds, seen }) => !holds && !seen?.startsWith('not reached')).map(({ rule }) => rule);

/** They mostly wait: together they take as long as the slowest. */
describe('a client and an engine that runs', () => {
  const meetings = new Map<string, Promise<Met>>();
  const FAULTS = ['', 'asks-for-location-only', 'takes-another-token', 'speaks-of-tomorrow', 'reports-of-yesterday'];
  const MORE = ['invents-deliveries', 'says-nothing-back', 'shows-each-push', 'begins-anew', 'keeps-withdrawals'];

  beforeAll(() => {
    for (const fault of [...FAULTS, ...MORE]) {
      const meeting = meet(fault);
      meeting.catch(() => undefined);
      meetings.set(fault, meeting);
    }
  });
  afterAll(() => Promise.allSettled(meetings.values()));

  const met = (fault: string) => meetings.get(fault)!;

  it('holds for the SDK, with an offer', async () => {
    const { judged, refused, offers, messages } = await met('');
    expect(judged.filter(({ holds, remark }) => !holds || remark)).toEqual([]);
    expect(judged).toHaveLength(8);
    expect({ refused, offers }).toEqual({ refused: {}, offers: 1 });
    expect(messages).toBeGreaterThanOrEqual(10);
  });

  it('says that no offer came, and why, and blames nobody', async () => {
    const { judged, offers } = await met('asks-for-location-only');
    expect(judged.filter(({ holds }) => !holds)).toEqual([]);
    expect(offers).toBe(0);
    const { remark } = judged.find(({ rule }) => rule === 'ENGINE_OFFERS_SHOWN')!;
    expect(remark).toBe('none came in 20 s; the engine said CONSENT_MISSING');
  });

  it.each([
    ['takes-another-token', ['ENGINE_TAKES_TOKEN'], 'the engine refused it: UNAUTHENTICATED'],
    ['speaks-of-tomorrow', ['ENGINE_VALID_MESSAGES', 'ENGINE_TAKES_MESSAGES'], 'ofTomorrow'],
    ['reports-of-yesterday', ['ENGINE_TAKES_MESSAGES'], 'position:report: TIMESTAMP_OUT_OF_WINDOW'],
    ['invents-deliveries', ['ENGINE_TAKES_MESSAGES'], 'feedback:report: EVENT_MISMATCH'],
    ['says-nothing-back', ['ENGINE_OFFERS_ACKED'], 'had no ack'],
    ['shows-each-push', ['ENGINE_OFFERS_ONCE'], 'was shown again'],
    ['begins-anew', ['ENGINE_RESUMES'], 'afterSeq was 0, not 1'],
    ['keeps-withdrawals', ['ENGINE_CONSENT_HOLDS'], 'has withdrawn marketing, and the engine has granted'],
  ])(
    '%s fails %p',
    async (fault, rules, seen) => {
      const verdict = await met(fault);
      expect(failedOf(verdict)).toEqual(rules);
      expect(verdict.judged.find(({ rule }) => rule === rules[0])!.seen).toContain(seen);
    },
    120_000,
  );
});

describe('an engine that goes away', () => {
  it('before the client is in, says nothing of it', async () => {
    const { proxy, engine } = await throughProxy('left-early');
    await proxy.down();
    await expect(judgeMeeting(command(''), engine)).rejects.toThrow(`The engine at ${engine.url} went away`);
  });

  it('in the middle, says nothing of it', async () => {
    const { proxy, engine } = await throughProxy('left-alone');
    const meeting = judgeMeeting(command(''), engine);
    meeting.catch(() => undefined);
    const ledger = () => app.http('get', '/v1/customers/left-alone/consents');
    await eventually(async () => JSON.stringify((await ledger()).body).includes('granted'), 30_000);
    await proxy.down();
    await expect(meeting).rejects.toThrow(`No engine answers at ${engine.url}`);
  });
});

async function throughProxy(customer: string): Promise<{ proxy: FaultProxy; engine: RunningEngine }> {
  const proxy = await FaultProxy.start(Number(new URL(app.url).port));
  proxies.push(proxy);
  const token = await tokenFor('device', customer);
  return { proxy, engine: await RunningEngine.find({ url: `http://127.0.0.1:${proxy.port}`, token }) };
}

describe('where the engine is', () => {
  it('takes token and place from an engine of the demo', async () => {
    const engine = await RunningEngine.find({ url: `${demo.url}/` });
    expect(engine.place).toEqual(STATION);
    expect([...(await engine.readConsents())]).toEqual([]);
    expect((await RunningEngine.find({ url: demo.url, at: '48.2,-16.37' })).place).toEqual({ lat: 48.2, lng: -16.37 });
  });

  it('goes to the Alexanderplatz when the catalog may not be read', async () => {
    const engine = await RunningEngine.find({ url: app.url, token: await tokenFor('device', 'ann') });
    expect(engine.place).toEqual(SQUARE);
  });

  it.each([
    ['http://127.0.0.1:1/engine', 'bare address of the engine, http://127.0.0.1:1,'],
    ['http://127.0.0.1:1?x=1', 'bare address'],
    ['http://ann:pw@127.0.0.1:1', 'bare address'],
    ['ws://127.0.0.1:1', 'with http or https'],
    ['127.0.0.1:3000', 'with http or https'],
  ])('does not take the address %s', async (url, why) => {
    await expect(RunningEngine.find({ url })).rejects.toThrow(why);
  });

  it('tells that nobody is there', async () => {
    const gone = await serve(() => undefined);
    await new Promise((closed) => servers.pop()!.close(closed));
    await expect(RunningEngine.find({ url: gone })).rejects.toThrow(`No engine answers at ${gone} (ECONNREFUSED)`);
  });

  it('knows an address that is not of an engine', async () => {
    const other = await serve((_request, response) => response.writeHead(404).end('nothing here'));
    await expect(RunningEngine.find({ url: other })).rejects.toThrow('no engine of Proxima (HTTP 404');
    const leading = await serve((_request, response) => response.writeHead(301, { location: app.url }).end());
    await expect(RunningEngine.find({ url: leading })).rejects.toThrow(`leads on to ${app.url}`);
    const secure = app.url.replace('http:', 'https:');
    await expect(RunningEngine.find({ url: secure })).rejects.toThrow(`No engine answers at ${secure}`);
  });

  it('does not wait without end for one that says nothing', async () => {
    const silent = await serve(() => undefined);
    const half = await serve(({ url }, response) => {
      if (url === '/health/live') response.end('{"status":"live"}');
    });
    await Promise.all([
      expect(RunningEngine.find({ url: silent })).rejects.toThrow('No engine answers'),
      expect(RunningEngine.find({ url: half, token: 'some' })).rejects.toThrow('lets no device in'),
    ]);
  });

  it.each([
    [() => 'garbage', 'does not take the token (UNAUTHENTICATED)'],
    [() => tokenFor('operator', 'crm'), 'does not take the token (FORBIDDEN)'],
    [() => tokenFor('till', 'till-1'), 'is one of a till'],
    [() => signToken({ secret: SECRET, role: 'device', subject: 'ann', ttlSeconds: 30 }), 'a run may take 180 s'],
    [() => undefined, 'npm run token -- --role device --customer NAME'],
  ])('says what is wrong with a token: %#', async (tokenOf, why) => {
    await expect(RunningEngine.find({ url: app.url, token: await tokenOf() })).rejects.toThrow(why);
  });

  it.each(['here', '52.5', '91,0', '52.5,181', '52.5,13.4,9'])('does not go to %s', async (at) => {
    await expect(RunningEngine.find({ url: app.url, at })).rejects.toThrow('LAT,LNG');
  });
});

describe('npm run conformance', () => {
  it.each([
    [['--url', 'http://127.0.0.1:1'], 'No engine answers'],
    [['--token', 'x'], 'go with --url only'],
    [['--urls', 'x'], "Unknown option '--urls'"],
  ])('ends with 2 and says why: %p', async (options, why) => {
    const { code, stdout, stderr } = await run(['--client', 'node never.js', ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toContain('[--token DEVICE_TOKEN]');
  });

  it('tells which token is missing', async () => {
    const { code, stderr } = await run(['--client', 'node never.js', '--url', app.url]);
    expect(code).toBe(2);
    expect(stderr).toContain('npm run token -- --role device --customer NAME');
  });
});

function run(options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [COMMAND, ...options], (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
