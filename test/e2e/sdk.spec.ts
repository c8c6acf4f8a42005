import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { connect, type ConnectOptions, type Offer, type ProximaClient, type State } from '../../sdk/src/index.js';
import { TestApp } from '../support/app.js';
import { SQUARE } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { FaultProxy } from '../support/faults/fault-proxy.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

let redis: TestRedis;
let app: TestApp;
const clients: ProximaClient[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis });
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function phone(customer: string, options: Partial<ConnectOptions> = {}): Promise<ProximaClient> {
  const client = connect({ url: app.url, token: await tokenFor('device', customer), ...options });
  clients.push(client);
  return client;
}

async function grantAll(client: ProximaClient): Promise<void> {
  for (const purpose of ['location', 'profiling', 'marketing'] as const)
    await client.setConsent({ purpose, status: 'granted', textVersion: '2026-1' });
}

const here = () => ({ ...SQUARE, accuracyMetres: 8, at: Date.now(), speedMps: 1.4, headingDeg: 90 });

it('leads from consent and a position to an offer that is shown, seen and accepted', async () => {
  const client = await phone('ann');
  const states: State[] = [];
  const shown: Offer[] = [];
  client.on('state', (state) => states.push(state));
  client.on('offer', (offer) => shown.push(offer));
  await expect(client.reportPosition(here())).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  await grantAll(client);
  const { outcome } = await client.reportPosition(here());
  const offer = await eventually(() => shown[0]);
  expect(offer.deliveryId).toBe(outcome.deliveryId);
  expect(client.offers).toEqual([offer]);
  expect(await client.seen(offer)).toMatchObject({ status: 'recorded' });
  expect(await client.seen(offer)).toMatchObject({ status: 'duplicate' });
  expect(await client.accept(offer)).toMatchObject({ status: 'recorded' });
  expect(client.offers).toEqual([]);
  expect(states).toEqual(['connected']);
});

it('what was pushed to another phone during a cut comes after it, once, and counts as consented to', async () => {
  const proxy = await FaultProxy.start(Number(new URL(app.url).port));
  try {
    const phoneOfBob = await phone('bob', { url: `http://127.0.0.1:${proxy.port}` });
    const shown: string[] = [];
    const states: State[] = [];
    phoneOfBob.on('offer', ({ deliveryId }) => shown.push(deliveryId));
    phoneOfBob.on('state', (state) => states.push(state));
    await grantAll(phoneOfBob);
    await proxy.down();
    const tablet = await app.device('bob');
    const ack = await tablet.report();
    await proxy.up();
    phoneOfBob.wake();
    await eventually(() => phoneOfBob.state === 'resumed');
    expect(shown).toEqual([ack.outcome.deliveryId]);
    expect(states.at(0)).toBe('connected');
    expect(states).toContain('disconnected');
  } finally {
    await proxy.down();
  }
});

it('an offer that was answered on another phone leaves the screen', async () => {
  const client = await phone('cleo');
  const gone: string[] = [];
  client.on('retract', ({ reason }) => gone.push(reason));
  await grantAll(client);
  await client.reportPosition(here());
  const offer = await eventually(() => client.offers[0]);
  const tablet = await app.device('cleo');
  await tablet.resume();
  await tablet.feedback({
    eventId: 'no-1',
    type: 'dismiss',
    reason: 'not-now',
    deliveryId: offer.deliveryId,
    at: Date.now(),
  });
  expect(await eventually(() => gone[0])).toBe('ANSWERED');
  expect(client.offers).toEqual([]);
});

it('a new app knows by the engine what the customer has consented to', async () => {
  await grantAll(await phone('dora'));
  const client = await phone('dora');
  await eventually(() => client.state === 'connected');
  await client.loadConsents();
  expect(await client.reportPosition(here())).toMatchObject({ accepted: 1 });
  await client.setConsent({ purpose: 'location', status: 'withdrawn', textVersion: '2026-1' });
  await expect(client.reportPosition(here())).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
});

it('a token that is worth nothing is failed for good', async () => {
  const client = await phone('eve', { token: 'garbage' });
  await eventually(() => client.state === 'failed');
});
