import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { CommitResult } from '../../src/core/types/decision.js';
import { ScoringService } from '../../src/scoring/scoring.service.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  const catalog = aCatalog(
    anOffer('rolls', { valueMinor: 9_000 }),
    anOfferForAll('voucher', { valueMinor: 1_000 }),
    anOfferForAll('umbrella', { valueMinor: 3_000, when: { weather: ['rainy'] } }),
    anOfferForAll('for-two', {
      valueMinor: 5_000,
      suitability: [{ field: 'context.companion', op: '==', value: 'partner' }],
    }),
    anOfferForAll('club', { valueMinor: 7_000, eligibility: [{ field: 'attributes.member', op: '==', value: true }] }),
  );
  app = await TestApp.start({ redis, catalog });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function decide(order: object, token?: string): Promise<DecisionAnswer> {
  return (await app.http('post', '/v1/decisions', token).send(order).expect(200)).body as DecisionAnswer;
}

const offersOf = ({ offers }: DecisionAnswer) => offers.map(({ offerId }) => offerId);

describe('POST /v1/decisions', () => {
  it.each([
    ['app-push', ['card']],
    ['app-screen', ['card', 'banner']],
    ['web', ['hero', 'card']],
    ['call-centre', ['agent']],
    ['till', ['receipt', 'display']],
  ])('decides for %s, one offer a placement, with a trace of every candidate', async (touchpoint, placements) => {
    const customer = `at-${touchpoint}`;
    await (await app.device(customer)).grantAll();
    const answer = await decide({ customer, touchpoint, placements, position: SQUARE, explain: true });
    expect(answer.offers.map(({ placement }) => placement)).toEqual(placements);
    expect(offersOf(answer)).toEqual(['rolls', 'voucher'].slice(0, placements.length));
    expect(answer.offers[0]).toMatchObject({
      deliveryId: `${answer.decisionId}:${placements[0]}`,
      treatment: { id: `${touchpoint}-${placements[0]}`, locale: 'de', addressForm: 'neutral', title: 'Frisch' },
      validWithin: { ...SQUARE, radiusMetres: 100 },
    });
    const { funnel } = answer.trace as { funnel: { offerId: string; stage: string }[] };
    expect(funnel.map(({ offerId }) => offerId).sort()).toEqual(['club', 'for-two', 'rolls', 'umbrella', 'voucher']);
    expect(funnel.filter(({ stage }) => stage === 'granted')).toHaveLength(placements.length);
  });

  it('shows no trace without being asked, nor to a device that asks', async () => {
    await (await app.device('curious')).grantAll();
    const order = { customer: 'curious', touchpoint: 'app-screen', placements: ['card'] };
    expect(await decide(order)).not.toHaveProperty('trace');
    expect(await decide({ ...order, explain: true }, await tokenFor('till', 'till-1'))).toHaveProperty('trace');
    expect(await decide({ ...order, explain: true }, await tokenFor('device', 'curious'))).not.toHaveProperty('trace');
  });

  it('fills a placement up to its limit, no offer twice', async () => {
    await (await app.device('many')).grantAll();
    const order = { customer: 'many', touchpoint: 'app-screen', placements: ['card', 'banner'], limit: 30 };
    const answer = await decide({ ...order, position: SQUARE, context: { weather: 'rainy', companion: 'partner' } });
    expect(offersOf(answer)).toEqual(['rolls', 'for-two', 'umbrella', 'voucher']);
    expect(new Set(answer.offers.map(({ deliveryId }) => deliveryId)).size).toBe(4);
  });

  it('tells the reason of its silence', async () => {
    const answer = await decide({ customer: 'unknown', touchpoint: 'web', placements: ['hero'] });
    expect(answer).toEqual({
      decisionId: expect.any(String),
      offers: [],
      silence: { code: 'CONSENT_MISSING', message: expect.any(String) },
    });
  });

  it('uses no position without consent to location', async () => {
    const device = await app.device('no-location');
    await device.grant('marketing');
    const order = { customer: 'no-location', touchpoint: 'web', placements: ['hero'], position: SQUARE };
    expect(offersOf(await decide(order))).toEqual(['voucher']);
    expect(await redis.client.exists('px:{default:no-location}:trail')).toBe(0);
  });
});

describe('Idempotency-Key', () => {
  const order = { customer: 'twice', touchpoint: 'web', placements: ['hero'] };
  const ask = (key: string, body: object = order) =>
    app.http('post', '/v1/decisions').set('idempotency-key', key).send(body);

  it('the same key gives the same decision, at once or later, and one contact', async () => {
    await (await app.device('twice')).grantAll();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask('order-1').expect(200)));
    answers.push(await ask('order-1').expect(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]!.body).toMatchObject({ offers: [{ offerId: 'voucher' }] });
    // Each contact takes one number: the last that was given is that of the decision.
    const { decisionId } = answers[0]!.body as DecisionAnswer;
    const record = JSON.parse((await redis.client.get(`px:{default:twice}:decision:${decisionId}`))!) as {
      commit: CommitResult;
    };
    expect(record.commit.g).toEqual([[0, 0, Number(await redis.client.get('px:{default:twice}:seq'))]]);
  });

  it('another key, or another customer, gives another decision; another question under one key is refused', async () => {
    const [first, second, other] = await Promise.all([
      ask('key-1'),
      ask('key-2'),
      ask('key-1', { ...order, customer: 'x' }),
    ]);
    const ids = [first, second, other].map(({ body }) => (body as DecisionAnswer).decisionId);
    expect(new Set(ids).size).toBe(3);
    const refused = await ask('key-1', { ...order, placements: ['card'] }).expect(422);
    expect(refused.body).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    await ask('{braces}').expect(400);
  });
});

describe('when the model does not answer in time', () => {
  it('a decision is not told again with other scores than it was made with', async () => {
    await (await app.device('late')).grantAll();
    const order = { customer: 'late', touchpoint: 'web', placements: ['hero'] };
    const ask = () => app.http('post', '/v1/decisions').set('idempotency-key', 'late-1').send(order);
    const first = await ask().expect(200);
    const scorer = app.nest.get(ScoringService).shipped;
    const fallback = { propensities: new Float32Array(0), source: 'fallback', modelVersion: scorer.version } as const;
    const late = jest.spyOn(scorer, 'score').mockResolvedValue(fallback);
    try {
      expect((await ask().expect(409)).body).toMatchObject({ code: 'CONFLICT' });
      const { decisionId } = first.body as DecisionAnswer;
      const told = await app.http('get', `/v1/decisions/${decisionId}`).expect(200);
      expect(told.body).toMatchObject({ funnelMissing: expect.stringContaining('did not answer') });
      expect(told.body).not.toHaveProperty('funnel');
    } finally {
      late.mockRestore();
    }
    expect((await ask().expect(200)).body).toEqual(first.body);
  });
});

describe('offer:request', () => {
  it('decides for the customer of the token', async () => {
    const device = await (await app.device('asker')).grantAll();
    const answer = await device.request();
    expect(offersOf(answer)).toEqual(['voucher']);
    const told = await app.http('get', `/v1/decisions/${answer.decisionId}`).expect(200);
    expect(told.body).toMatchObject({ customer: 'asker', touchpoint: 'app-screen' });
  });

  it.each([
    [{ touchpoint: 'billboard' }, 'touchpoint'],
    [{ touchpoint: 'constructor' }, 'touchpoint'],
    [{ placements: ['agent'] }, 'placements'],
    [{ placements: ['card', 'card'] }, 'placements'],
  ])('refuses %j, which does not exist', async (changes, path) => {
    const device = await app.device('asker');
    const ack = await device.send('offer:request', { touchpoint: 'app-screen', placements: ['card'], ...changes });
    expect(ack).toMatchObject({ ok: false, error: { code: 'UNKNOWN_TOUCHPOINT', issues: [{ path }] } });
  });
});

describe('context:report', () => {
  it('counts in the decisions that follow; what takes consent to profiling only with it', async () => {
    const device = await app.device('weathered');
    await device.grant('marketing');
    const values = { weather: 'rainy', companion: 'partner', temperature: 8.5 };
    expect(await device.ask('context:report', { at: Date.now(), values })).toEqual({ accepted: 2 });
    expect(offersOf(await device.request())).toEqual(['umbrella']);
    await device.grant('profiling');
    expect(await device.ask('context:report', { at: Date.now(), values })).toEqual({ accepted: 3 });
    expect(offersOf(await device.request())).toEqual(['for-two']);
  });

  it('takes ISO times, and lets the newer value stand', async () => {
    const device = await app.device('late');
    await device.grant('marketing');
    const report = (minutesAgo: number, weather: string) =>
      device.ask('context:report', {
        at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
        values: { weather },
      });
    expect(await report(1, 'rainy')).toEqual({ accepted: 1 });
    expect(await report(2, 'sunny')).toEqual({ accepted: 0 });
    expect(offersOf(await device.request())).toEqual(['umbrella']);
  });

  it('refuses fields and values that the schema does not know, each with its own issue', async () => {
    const device = await app.device('odd');
    const values = { weather: 'green', temperature: 99, hat: 'tall', screen: true };
    expect(await device.send('context:report', { at: Date.now(), values })).toMatchObject({
      ok: false,
      error: {
        code: 'UNKNOWN_CONTEXT_FIELD',
        issues: ['weather', 'temperature', 'hat', 'screen'].map((name) => ({ path: `values.${name}` })),
      },
    });
    const order = { customer: 'odd', touchpoint: 'web', placements: ['hero'], context: { hat: 'tall' } };
    await app.http('post', '/v1/decisions').send(order).expect(400);
  });
});

describe('profile', () => {
  it('is written, read back, decides, and loses what is nulled', async () => {
    const device = await (await app.device('member')).grantAll();
    const write = (profile: object) => app.http('put', '/v1/customers/member/profile').send(profile).expect(204);
    await write({
      locale: 'en',
      addressForm: 'neutral',
      timeZone: 'Europe/Berlin',
      attributes: { member: true, age: 30 },
      visitsPerMonth: { bakery: 4 },
      affinities: { bar: 0.6 },
    });
    await write({ timeZone: null, attributes: { age: null } });
    const profile = await app.http('get', '/v1/customers/member/profile').expect(200);
    expect(profile.body).toEqual({
      customer: 'member',
      locale: 'en',
      addressForm: 'neutral',
      attributes: { member: true },
      visitsPerMonth: { bakery: 4 },
      purchasesPerMonth: {},
      affinity: { bar: 0.6 },
      recent: { visits: {}, purchases: {} },
      offers: {},
      rests: {},
    });
    const answer = await device.request();
    expect(answer.offers).toMatchObject([{ offerId: 'club', treatment: { locale: 'en', title: 'Fresh' } }]);
  });

  it.each([
    { locale: 'deutsch' },
    { addressForm: 'ihr' },
    { timeZone: 'Berlin' },
    { attributes: { 'not camel': 1 } },
    { attributes: { list: [1] } },
    // More digits than the store keeps: it would come back as another number.
    { attributes: { card: 4_012_888_888_881_881 } },
    { affinities: { bar: 2 } },
    { visitsPerMonth: { Bakery: 1 } },
    { colour: 'red' },
    [],
    'text',
  ])('refuses %j', async (profile) => {
    const answer = await app
      .http('put', '/v1/customers/odd/profile')
      .set('content-type', 'application/json')
      .send(JSON.stringify(profile))
      .expect(400);
    expect(answer.body).toMatchObject({ code: 'INVALID_MESSAGE', issues: [expect.anything()] });
  });
});
