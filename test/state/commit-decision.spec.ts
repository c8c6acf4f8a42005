import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LIFETIMES } from '../../src/state/keys.js';
import { TestRedis } from '../support/redis.js';
import { aLimit, NOW, TestCustomer } from '../support/state.js';

const DAY_MS = 86_400_000;

let redis: TestRedis;
let customer: TestCustomer;

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(() => {
  customer = new TestCustomer(redis.client);
});
afterAll(() => redis?.stop());

describe('consent', () => {
  it.each([
    ['no entry at all', [], {}],
    ['location and profiling, but not marketing', ['location', 'profiling'], {}],
    ['marketing over another channel', ['marketing:email'], {}],
    ['an offer that used the position without consent to location', ['marketing'], { usesLocation: true }],
    ['an offer that used the profile without consent to profiling', ['marketing'], { usesProfiling: true }],
  ])('refuses with %s', async (_name, granted, needs) => {
    await customer.grant(...granted);
    const { g, r } = await customer.commit({ slots: [[{ offer: 'a' }]], ...needs });
    expect({ g, r }).toEqual({ g: [], r: [['a', 'CONSENT_MISSING']] });
    expect(await customer.exists('contacts')).toBe(0);
    expect(await customer.exists('seq')).toBe(0);
  });

  it.each([
    ['location', { usesLocation: true }],
    ['profiling', { usesProfiling: true }],
    ['marketing', {}],
  ])('looks at the live state: %s withdrawn in between refuses', async (purpose, needs) => {
    await customer.grant('location', 'profiling', 'marketing');
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], ...needs })).g).toHaveLength(1);
    await customer.setConsent(purpose, 'withdrawn');
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], ...needs })).r).toEqual([['a', 'CONSENT_MISSING']]);
  });

  it('the entry of a channel outranks the general one, until a plain no ends them all', async () => {
    await customer.grant('marketing', 'marketing:email');
    await customer.setConsent('marketing:push', 'withdrawn');
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], channel: 'push' })).g).toEqual([]);
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], channel: 'app' })).g).toHaveLength(1);
    await customer.setConsent('marketing', 'withdrawn');
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], channel: 'app' })).g).toEqual([]);
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], channel: 'email' })).g).toEqual([]);
    await customer.grant('marketing:email');
    expect((await customer.commit({ slots: [[{ offer: 'a' }]], channel: 'email' })).g).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['the position', () => customer.setConsent('location', 'withdrawn'), { usesLocation: true }],
    ['the profile', () => customer.setConsent('profiling', 'withdrawn'), { usesProfiling: true }],
    [
      'a precise position',
      () => customer.setConsent('location', 'granted', { dataClass: 'coarse' }),
      { usesLocation: true },
    ],
  ])(
    'keeps neither record nor trail of a decision whose use of %s is no longer allowed',
    async (_name, change, uses) => {
      await customer.grant('location', 'profiling', 'marketing');
      await change();
      const { r, key } = await customer.commit({ slots: [[{ offer: 'a' }]], trail: '{"p":[]}', ...uses });
      expect(r).toEqual([['a', 'CONSENT_MISSING']]);
      expect(await redis.client.exists(key)).toBe(0);
    },
  );
});

describe('limits', () => {
  beforeEach(() => customer.grant('marketing'));

  it('grants as often as the shared limit says, and numbers the grants from its time on', async () => {
    const plan = { slots: [[{ offer: 'a' }]], shared: [aLimit(3)] };
    const results = await Promise.all(Array.from({ length: 8 }, () => customer.commit(plan)));
    expect(results.flatMap(({ g }) => g.map(([, , seq]) => seq)).sort()).toEqual([NOW, NOW + 1, NOW + 2]);
    expect(results.flatMap(({ r }) => r)).toEqual(Array.from({ length: 5 }, () => ['a', 'CAP_REACHED']));
    expect(await customer.read('contacts')).toEqual([1, 2, 3].map(() => [NOW, 'a', 1]));
  });

  it('falls to the next ranked offer when the first has reached a limit of its own', async () => {
    const first = { offer: 'a', limits: [aLimit(1, { offerId: 'a', outboundOnly: false })] };
    await customer.commit({ slots: [[first]] });
    const { g, r } = await customer.commit({ slots: [[first, { offer: 'b' }, { offer: 'c' }]] });
    expect({ g, r }).toEqual({ g: [[0, 1, NOW + 1]], r: [['a', 'CAP_REACHED']] });
  });

  it('tells the code of the limit, the shared one first', async () => {
    const own = { offer: 'a', limits: [aLimit(0, { offerId: 'a' })] };
    expect((await customer.commit({ slots: [[own]], shared: [aLimit(0, { code: 'SPACING' })] })).r).toEqual([
      ['a', 'SPACING'],
    ]);
  });

  it('inbound contacts count for the offer, but not against being interrupted', async () => {
    const capped = { offer: 'a', limits: [aLimit(1, { offerId: 'a', outboundOnly: false })] };
    await customer.commit({ slots: [[capped]], outbound: false });
    expect((await customer.commit({ slots: [[{ offer: 'b' }]], shared: [aLimit(1)] })).g).toHaveLength(1);
    expect((await customer.commit({ slots: [[capped]] })).r).toEqual([['a', 'CAP_REACHED']]);
  });

  it('inbound contacts that no limit counts are not kept, however often an app asks', async () => {
    for (let i = 0; i < 20; i += 1) await customer.commit({ slots: [[{ offer: 'a' }]], outbound: false });
    expect(await customer.exists('contacts')).toBe(0);
  });

  it('a contact right at the beginning of the window counts, one before it does not', async () => {
    const limited = (sinceMs: number) => ({ slots: [[{ offer: 'b' }]], shared: [aLimit(1, { sinceMs })] });
    await customer.commit({ slots: [[{ offer: 'a' }]], now: NOW });
    expect((await customer.commit(limited(NOW))).r).toEqual([['b', 'CAP_REACHED']]);
    expect((await customer.commit(limited(NOW + 1))).g).toHaveLength(1);
  });
});

describe('slots', () => {
  beforeEach(() => customer.grant('marketing'));

  it('give no offer twice, and name slot, rank and number of each grant', async () => {
    const ranked = [{ offer: 'a' }, { offer: 'b' }];
    const { g, r } = await customer.commit({ slots: [ranked, ranked, ranked] });
    expect({ g, r }).toEqual({ g: [[0, 0, NOW], [1, 1, NOW + 1]], r: [] }); // prettier-ignore
  });

  it('count the grants of earlier slots', async () => {
    const { g, r } = await customer.commit({ slots: [[{ offer: 'a' }], [{ offer: 'b' }]], shared: [aLimit(1)] });
    expect({ g, r }).toEqual({ g: [[0, 0, NOW]], r: [['b', 'CAP_REACHED']] });
  });
});

describe('what is kept', () => {
  it('an empty plan keeps its record, and reserves nothing', async () => {
    const { g, r, key } = await customer.commit({ slots: [] });
    expect({ g, r }).toEqual({ g: [], r: [] });
    expect(JSON.parse((await redis.client.get(key))!)).toEqual({ v: 1, commit: { g: [], r: [] } });
    expect(await redis.client.pttl(key)).toBeGreaterThan(LIFETIMES.decisionMs - 5_000);
    expect(await customer.exists('contacts')).toBe(0);
  });

  it('a decision comes into force once, however often it is committed', async () => {
    await customer.grant('marketing', 'location');
    const plan = { id: 'asked-twice', slots: [[{ offer: 'a' }]], trail: '{"p":[]}' };
    const commits = await Promise.all([customer.commit(plan), customer.commit({ ...plan, slots: [[{ offer: 'b' }]] })]);
    expect(commits.map(({ g }) => g)).toEqual([[[0, 0, NOW]], undefined]);
    expect(await customer.read('contacts')).toEqual([[NOW, 'a', 1]]);
    expect(JSON.parse((await redis.client.get(commits[0].key))!)).toEqual({
      v: 1,
      commit: { g: [[0, 0, NOW]], r: [] },
    });
  });

  it('contacts of the last 30 days, for 30 days', async () => {
    await customer.grant('marketing');
    const now = NOW + 30 * DAY_MS;
    await customer.commit({ slots: [[{ offer: 'gone' }]], now: NOW - 1 });
    await customer.commit({ slots: [[{ offer: 'edge' }]], now: NOW });
    await customer.commit({ slots: [[{ offer: 'new' }]], now });
    expect(await customer.read('contacts')).toEqual([[NOW, 'edge', 1], [now, 'new', 1]]); // prettier-ignore
    expect(await customer.lifetimeMs('contacts')).toBeGreaterThan(30 * DAY_MS - 5_000);
  });

  it('the trail, with consent to location only', async () => {
    await customer.grant('marketing');
    await customer.commit({ slots: [], trail: '{"p":[]}' });
    expect(await customer.exists('trail')).toBe(0);
    await customer.grant('location');
    await customer.commit({ slots: [], trail: '{"p":[]}' });
    expect(await customer.read('trail')).toEqual({ p: [] });
    expect(await customer.lifetimeMs('trail')).toBeGreaterThan(LIFETIMES.trailMs - 5_000);
    await customer.commit({ slots: [], trail: '' });
    expect(await customer.exists('trail')).toBe(1);
  });
});

describe('stock', () => {
  beforeEach(() => customer.grant('marketing'));

  it('without a lease refuses an offer with its reason, and falls to the next', async () => {
    const slots = [[{ offer: 'a', unleased: 'OUT_OF_STOCK' }, { offer: 'b' }]];
    expect(await customer.commit({ slots })).toMatchObject({
      g: [[0, 1, expect.any(Number)]],
      r: [['a', 'OUT_OF_STOCK']],
    });
  });

  it('that nobody asked for is passed over in silence', async () => {
    const slots = [[{ offer: 'a', limits: [aLimit(0)] }, { offer: 'b', unleased: '' }, { offer: 'c' }]];
    expect(await customer.commit({ slots })).toMatchObject({
      g: [[0, 2, expect.any(Number)]],
      r: [['a', 'CAP_REACHED']],
    });
    expect(await customer.commit({ slots: [[{ offer: 'b', unleased: '' }]] })).toMatchObject({ g: [], r: [] });
  });
});
