import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOfferForAll } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

const DAY_MS = 86_400_000;
const ORDER = { touchpoint: 'web', placements: ['hero'], limit: 10, explain: true };

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  const catalog = {
    ...aCatalog(
      anOfferForAll('cel', { eligibility: 'attributes.age >= 18 && context.weather in ["rainy", "snowy"]' }),
      anOfferForAll('tree', {
        eligibility: {
          all: [
            { field: 'attributes.age', op: '>=', value: 18 },
            { field: 'context.weather', op: 'in', value: ['rainy', 'snowy'] },
          ],
        },
      }),
      anOfferForAll('regular', { suitability: 'purchasesInDays("bakery", 30) >= 2' }),
      anOfferForAll('lapsed', { applicability: { not: { field: 'visitsInDays', days: 3, op: '>=', value: 1 } } }),
      anOfferForAll('wine', { group: 'alcohol', eligibility: 'has(attributes.age)' }),
      anOfferForAll('open'),
    ),
    rules: { suitability: '!(attributes.member == true && attributes.tier == "none")' },
    groups: [{ id: 'alcohol', eligibility: [{ field: 'attributes.age', op: '>=', value: 18 } as const] }],
  };
  app = await TestApp.start({ redis, catalog });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function decide(customer: string, order: object = {}): Promise<DecisionAnswer> {
  const answer = await app.http('post', '/v1/decisions').send({ ...ORDER, ...order, customer });
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  return answer.body as DecisionAnswer;
}

type Line = NonNullable<DecisionAnswer['trace']>['funnel'][number];

/** Each offer with what became of it: granted, or the reason and whose rule it was. */
async function ends(customer: string, order: object = {}): Promise<Record<string, string>> {
  const { trace } = await decide(customer, order);
  const tell = ({ stage, reason, rule }: Line) =>
    reason === undefined ? stage : [reason, rule?.of, rule?.group].filter(Boolean).join(' ');
  return Object.fromEntries(trace!.funnel.map((line) => [line.offerId, tell(line)]));
}

async function known(customer: string, attributes: object): Promise<void> {
  await (await app.device(customer)).grantAll();
  await app.http('put', `/v1/customers/${customer}/profile`).send({ attributes }).expect(204);
}

describe('rules of a catalog', () => {
  it('hold alike as CEL and as JSON, from the file to the decision', async () => {
    await known('ada', { age: 34 });
    const [dry, wet] = [await ends('ada'), await ends('ada', { context: { weather: 'rainy' } })];
    expect([dry.cel, dry.tree]).toEqual(['NOT_ELIGIBLE offer', 'NOT_ELIGIBLE offer']);
    expect([wet.cel, wet.tree]).not.toContain('NOT_ELIGIBLE offer');
    const { funnel } = (await decide('ada')).trace!;
    const texts = funnel.filter(({ offerId }) => ['cel', 'tree'].includes(offerId)).map(({ rule }) => rule?.text);
    expect(new Set(texts)).toEqual(new Set(['attributes.age >= 18 && context.weather in ["rainy", "snowy"]']));
  });

  it('are inherited from the group and from the catalog, and named with their owner', async () => {
    await known('ben', { age: 17 });
    expect(await ends('ben')).toMatchObject({ wine: 'NOT_ELIGIBLE group alcohol' });
    await known('cleo', { age: 40, member: true, tier: 'none' });
    const { trace, silence } = await decide('cleo');
    expect(silence?.code).toBe('NOT_SUITABLE');
    const open = trace!.funnel.find(({ offerId }) => offerId === 'open');
    expect(open).toMatchObject({
      reason: 'NOT_SUITABLE',
      rule: { of: 'catalog', text: '!(attributes.member == true && attributes.tier == "none")' },
    });
  });

  it('are told with the decision afterwards, too', async () => {
    await known('dan', { age: 17 });
    const { decisionId } = await decide('dan');
    const { body } = await app.http('get', `/v1/decisions/${decisionId}`).expect(200);
    const wine = (body as { funnel: Line[] }).funnel.find(({ offerId }) => offerId === 'wine');
    expect(wine!.rule).toEqual({ of: 'group', group: 'alcohol', text: 'attributes.age >= 18' });
  });

  it('look back on what the customer did', async () => {
    await known('eve', { age: 30 });
    const device = await app.device('eve');
    const bought = (eventId: string, daysAgo: number) => ({
      eventId,
      type: 'purchase',
      category: 'bakery',
      at: Date.now() - daysAgo * DAY_MS,
    });
    expect(await ends('eve')).toMatchObject({ regular: 'NOT_SUITABLE offer' });
    await device.feedback(bought('p1', 2), bought('p1', 2));
    expect(await ends('eve')).toMatchObject({ regular: 'NOT_SUITABLE offer' });
    await device.feedback(bought('p2', 5));
    const after = await ends('eve');
    expect(after.regular).not.toContain('NOT_SUITABLE');
    expect(after.lapsed).not.toContain('NOT_APPLICABLE');
    await device.feedback({ eventId: 'v1', type: 'visit', category: 'bakery', at: Date.now() - DAY_MS });
    expect(await ends('eve')).toMatchObject({ lapsed: 'NOT_APPLICABLE offer' });
    await device.withdraw('profiling');
    expect(await ends('eve')).toMatchObject({ regular: 'NOT_SUITABLE offer' });
  });
});
