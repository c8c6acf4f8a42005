import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { connect, type ConnectOptions, type Offer, type ProximaClient, type State } from '../../sdk/src/index.js';
import { TestApp } from '../support/app.js';
import { SQUARE } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
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
