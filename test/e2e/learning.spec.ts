import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { Explanation } from '../../src/contract/explanation.js';
import type { Replay } from '../../src/contract/replay.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';

type Factors = NonNullable<NonNullable<Explanation['funnel']>[number]['factors']>;

const EVIDENCE = 10;
/** The marketer thinks that one in two takes the new offer, and is as sure of it as after ten impressions. */
const CATALOG = aCatalog(
  anOfferForAll('new', { startingPropensity: 0.5, startingEvidence: EVIDENCE }),
  anOfferForAll('other', { startingPropensity: 0.16 }),
);
/** It is one in five; nobody was told. */
const IMPRESSIONS = 20;
const ACCEPTS = 4;

let redis: TestRedis;
const apps: TestApp[] = [];
const made: string[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  for (let i = 0; i < 2; i += 1) apps.push(await TestApp.start({ redis, catalog: CATALOG }));
});
afterAll(async () => {
  for (const app of apps) await app.stop();
  await redis?.stop();
});

async function decide(app: TestApp, customer = 'ann'): Promise<DecisionAnswer> {
  const order = { customer, touchpoint: 'web', placements: ['hero'] };
  const answer = (await app.http('post', '/v1/decisions').send(order).expect(200)).body as DecisionAnswer;
  made.push(answer.decisionId);
  return answer;
}

async function factorsOf(app: TestApp, offerId: string): Promise<Factors> {
  const { decisionId } = await decide(app);
  const told = (await app.http('get', `/v1/decisions/${decisionId}`).expect(200)).body as Explanation;
  return told.funnel!.find((line) => line.offerId === offerId)!.factors!;
}

async function grant(app: TestApp, customer: string): Promise<void> {
  const consent = { purpose: 'marketing', status: 'granted', textVersion: '1' };
  await app.http('post', `/v1/customers/${customer}/consents`).send(consent).expect(201);
}

it('starts from what the marketer said, with nothing learnt', async () => {
  await grant(apps[0]!, 'ann');
  const factors = await factorsOf(apps[0]!, 'new');
  expect(factors).toMatchObject({ propensity: 0.5, propensitySource: 'prior' });
  expect(factors).not.toHaveProperty('learned');
});

it('serves on every engine, within two seconds, the propensity that customers have moved', async () => {
  const [one, other] = apps as [TestApp, TestApp];
  await grant(one, 'bob');
  for (let n = 0; n < IMPRESSIONS; n += 1) {
    const { deliveryId, offerId } = (await decide(n % 2 === 0 ? one : other, 'bob')).offers[0]!;
    expect(offerId).toBe('new');
    const about = { deliveryId, at: Date.now() };
    const seen = { eventId: `seen-${n}`, type: 'impression', ...about };
    const yes = { eventId: `yes-${n}`, type: 'accept', ...about };
    // Each of them twice, and an acceptance before its impression: it is one and the same delivery.
    const events = n < ACCEPTS ? [yes, seen, yes, seen] : [seen, seen];
    await one.http('post', '/v1/events').send({ customer: 'bob', events }).expect(200);
  }
  const posterior = (0.5 * EVIDENCE + ACCEPTS) / (EVIDENCE + IMPRESSIONS);
  for (const app of apps) {
    const factors = await eventually(async () => {
      const now = await factorsOf(app, 'new');
      return Math.abs(now.propensity - posterior) < 0.001 ? now : undefined;
    }, 2_000);
    expect(factors.learned).toMatchObject({ basePropensity: 0.5 });
    expect(Math.abs(factors.learned!.impressions / IMPRESSIONS - 1)).toBeLessThan(0.1);
    expect(factors.learned!.shift).toBeCloseTo(Math.log(posterior / (1 - posterior)), 1);
  }
  expect(await factorsOf(one, 'other')).not.toHaveProperty('learned');
});

it('makes earlier and later decisions again, equal', async () => {
  for (const id of [made[0]!, ...made.slice(-6)]) {
    const replay = (await apps[1]!.http('post', `/v1/decisions/${id}/replay`).expect(200)).body as Replay;
    expect(replay).toEqual({ decisionId: id, equal: true, differences: [] });
  }
});

it('knows nothing any more when Redis has lost it', async () => {
  await redis.client.unlink('px:{default:learning}:counts', 'px:{default:learning}:moves');
  for (const app of apps) await eventually(async () => !('learned' in (await factorsOf(app, 'new'))), 2_000);
  expect((await factorsOf(apps[0]!, 'new')).propensity).toBe(0.5);
});
