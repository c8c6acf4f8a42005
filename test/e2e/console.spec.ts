import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { getResolution, latLngToCell } from 'h3-js';
import { DecisionFeed } from '../../src/engine/decision-feed.js';
import { ConsoleGateway } from '../../src/insight/console.gateway.js';
import { MOST_SAMPLES } from '../../src/engine/tenant-feed.js';
import { Drain } from '../../src/platform/drain.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, NOWHERE, SQUARE } from '../support/catalog.js';
import { heard } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { Watcher } from '../support/watcher.js';

let redis: TestRedis;
let app: TestApp;
let watchers: Watcher[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, catalog: aCatalog(anOffer('rolls')) });
});
afterEach(() => {
  const untold = watchers.flatMap((watcher) => watcher.untold);
  for (const watcher of watchers) watcher.close();
  watchers = [];
  expect(untold).toEqual([]);
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function watch(...who: Parameters<typeof Watcher.watch> extends [string, ...infer Rest] ? Rest : never) {
  const watcher = await Watcher.watch(app.url, ...who);
  watchers.push(watcher);
  return watcher;
}

it('shows a push with its place in the town, and what the customer did with it', async () => {
  const watcher = await watch();
  const phone = await (await app.device('ann')).grantAll();
  const { outcome } = await phone.report();
  const seen = await eventually(() => watcher.decisions.find(({ decisionId }) => decisionId === outcome.decisionId));
  expect(seen).toMatchObject({ outcome: 'push', offerId: 'rolls', touchpoint: 'app-push', moment: 'passing' });
  expect(seen.cell).toBe(latLngToCell(SQUARE.lat, SQUARE.lng, 9));

  const { deliveryId } = await phone.push();
  await phone.feedback({ eventId: 'console-1', type: 'accept', deliveryId, at: Date.now() });
  await phone.feedback({ eventId: 'console-1', type: 'accept', deliveryId, at: Date.now() });
  const accepted = await eventually(() => watcher.feedback[0]);
  expect(accepted).toMatchObject({ type: 'accept', decisionId: outcome.decisionId, offerId: 'rolls', who: seen.who });
  await eventually(() => watcher.total(({ feedback }) => feedback.accept ?? 0) > 0);
  expect(watcher.total(({ feedback }) => feedback.accept ?? 0)).toBe(1);

  const explained = await app.http('get', `/v1/decisions/${outcome.decisionId!}`).expect(200);
  expect(explained.body).toMatchObject({ outcome: { offers: [{ offerId: 'rolls' }] } });
});

it('shows an answer, a silence and a report that needed no decision, and counts each once', async () => {
  const watcher = await watch('marketer');
  await (await app.device('ben')).grantAll();
  const position = { ...SQUARE, accuracyMetres: 8 };
  const order = { customer: 'ben', touchpoint: 'web', placements: ['hero'], position };
  const decided = await app.http('post', '/v1/decisions').send(order).expect(200);
  const { decisionId } = decided.body as { decisionId: string };
  await (await (await app.device('bea')).grantAll()).report(NOWHERE);
  const outcomes = () => watcher.decisions.map(({ outcome, silence }) => silence ?? outcome);
  await eventually(() => outcomes().length === 2);
  expect(outcomes()).toEqual(['answer', 'NO_OFFER_NEARBY']);
  expect(watcher.decisions[0]!.decisionId).toBe(decisionId);
  expect(watcher.decisions[1]!.decisionId).toBeUndefined();
  await eventually(() => watcher.total(({ silences }) => silences.NO_OFFER_NEARBY ?? 0) > 0);
  await eventually(() => watcher.ticks.some(({ sockets }) => sockets > 0));
  const told = watcher.ticks.find(({ answersPerSecond }) => answersPerSecond > 0)!;
  expect(told).toMatchObject({ processes: 1, decisionsPerSecond: expect.any(Number), p50Ms: expect.any(Number) });
  expect(told.p99Ms!).toBeGreaterThanOrEqual(told.p50Ms!);
  expect(watcher.total(({ silences }) => silences.NO_OFFER_NEARBY ?? 0)).toBe(1);
});

it('without a consent to location there is no cell, and no name or position leaves in any case', async () => {
  const watcher = await watch();
  const said: string[] = [];
  watcher.socket.onAny((...message) => said.push(JSON.stringify(message)));
  const shy = await app.device('very-shy-customer');
  await shy.report();
  const open = await (await app.device('very-open-customer')).grantAll();
  await open.report();
  await eventually(() => watcher.decisions.length >= 2);
  const [silent, shown] = watcher.decisions;
  expect(silent).toMatchObject({ outcome: 'silence', silence: 'CONSENT_MISSING' });
  expect(silent!.cell).toBeUndefined();
  expect(getResolution(shown!.cell!)).toBe(9);
  for (const secret of ['very-shy', 'very-open', String(SQUARE.lat), String(SQUARE.lng)]) {
    expect(said.join('\n')).not.toContain(secret);
  }
});

it('a tenant sees its own alone', async () => {
  const [own, rival] = [await watch(), await watch('operator', 'rival')];
  const phone = await (await app.device('cem')).grantAll();
  await phone.report();
  await eventually(() => own.decisions.length > 0);
  await eventually(() => own.total(({ reportsPerSecond }) => reportsPerSecond) > 0);
  const ticks = rival.ticks.length;
  await eventually(() => rival.ticks.length > ticks);
  expect(rival.decisions).toEqual([]);
  expect(rival.total((tick) => tick.reportsPerSecond + tick.decisionsPerSecond + tick.sockets)).toBe(0);
});

it.each(['device', 'till', 'auditor'] as const)('a %s sees nothing of it', async (role) => {
  await expect(watch(role)).rejects.toThrow('FORBIDDEN');
});

it('more than a batch holds is counted as left out', async () => {
  const watcher = await watch();
  const phone = await (await app.device('dan')).grantAll();
  const { decisionId } = await phone.request();
  await eventually(() => watcher.decisions.find((seen) => seen.decisionId === decisionId));
  const feed = new Map(app.nest.get(DecisionFeed).feeds()).get('default' as never)!;
  const seen = { at: 0, owner: { tenant: 'default', customer: 'x' }, touchpoint: 'web', outcome: 'silence', ms: 1 };
  for (let i = 0; i < 3 * MOST_SAMPLES; i += 1) feed.decided(seen as never);
  await eventually(() => watcher.total(({ leftOut }) => leftOut) > 0);
  expect(watcher.total(({ leftOut }) => leftOut)).toBe(2 * MOST_SAMPLES);
  expect(watcher.largestBatch).toBeLessThanOrEqual(MOST_SAMPLES);
});

it('the figures come also while there are samples all the time', async () => {
  const watcher = await watch();
  const feed = new Map(app.nest.get(DecisionFeed).feeds()).get('default' as never)!;
  const owner = { tenant: 'default', customer: 'x' };
  const seen = { at: 0, owner, touchpoint: 'web', outcome: 'silence', silence: 'SPACING', ms: 1 };
  const stream = setInterval(() => feed.decided(seen as never), 20);
  const [batches, ticks] = [watcher.batches, watcher.ticks.length];
  await eventually(() => watcher.batches >= batches + 9);
  clearInterval(stream);
  expect(watcher.ticks.length).toBeGreaterThanOrEqual(ticks + 2);
  expect(watcher.total(({ silences }) => silences.SPACING ?? 0)).toBeGreaterThan(0);
});

it('a console that reads nothing is sent no more than a little', async () => {
  const watcher = await watch();
  const feed = new Map(app.nest.get(DecisionFeed).feeds()).get('default' as never)!;
  const [server] = [...app.nest.get(ConsoleGateway).watchers()];
  const sent: unknown[] = [];
  // The line takes nothing: what the engine sends stays in its buffer.
  server!.conn.transport.writable = false;
  server!.conn.on('packetCreate', (packet) => sent.push(packet));
  const seen = { at: 0, owner: { tenant: 'default', customer: 'x' }, touchpoint: 'web', outcome: 'silence', ms: 1 };
  const stream = setInterval(() => feed.decided(seen as never), 20);
  await eventually(() => sent.length >= 20);
  await sleep(1_500);
  clearInterval(stream);
  expect(sent.length).toBeLessThanOrEqual(22);
  watcher.close();
});

it('nothing is gathered while nobody watches', async () => {
  const feed = app.nest.get(DecisionFeed);
  const watcher = await watch();
  expect(feed.isOpen).toBe(true);
  watcher.close();
  await eventually(() => !feed.isOpen);
});

it('goes on without Redis, and is whole again when it is back', async () => {
  const watcher = await watch();
  await redis.kill();
  const before = watcher.ticks.length;
  await eventually(() => watcher.ticks.length >= before + 2);
  await redis.launch();
  const phone = await app.device('eve');
  await eventually(() => phone.send('consent:set', { purpose: 'location', status: 'granted', textVersion: '1' }).then(({ ok }) => ok)); // prettier-ignore
  await phone.grantAll();
  await phone.report();
  await eventually(() => watcher.decisions.length > 0);
  await eventually(async () => (await redis.client.pubsub('CHANNELS', 'px:watch:*')).length === 1);
});

it('a drain tells the watcher and closes its socket', async () => {
  const watcher = await watch();
  const hint = heard(watcher.socket, 'session:hint');
  const closed = heard(watcher.socket, 'disconnect');
  const drained = app.nest.get(Drain).run();
  expect((await hint).value).toMatchObject({ draining: true });
  await closed;
  await drained;
  await sleep(0);
});
