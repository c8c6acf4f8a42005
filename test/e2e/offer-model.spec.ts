import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CatalogInput } from '../../src/contract/catalog.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { Explanation } from '../../src/contract/explanation.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { checkCatalog } from '../../src/catalog/check-catalog.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE, type OfferInput } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

type Treatment = OfferInput['treatments'][number];

const HERO = { touchpoint: 'web', placements: ['hero'] };

/** One form for each placement of a touchpoint, in German. */
function formsFor(touchpoint: string, placements: readonly string[], title: string, change: Partial<Treatment> = {}) {
  return placements.map((placement) => ({
    id: `${touchpoint}-${placement}-${title.length}`,
    touchpoint,
    placement,
    attentionSeconds: 4,
    texts: { de: { neutral: { title, body: 'Hier.' } } },
    ...change,
  }));
}

const push = (title: string, change: Partial<Treatment> = {}) => formsFor('app-push', ['card'], title, change);
const web = (title: string) => formsFor('web', ['hero', 'card'], title);

const CATALOG: CatalogInput = {
  ...aCatalog(
    anOfferForAll('half', { valueMinor: 900, exclusionGroup: 'coffee', treatments: web('Halber Preis') }),
    anOfferForAll('free', { valueMinor: 800, exclusionGroup: 'coffee', treatments: web('Geschenkt') }),
    anOfferForAll('lunch', {
      valueMinor: 700,
      when: { windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '11:30', to: '14:00' }] },
      timeZone: 'Europe/Berlin',
      treatments: web('Mittagstisch'),
    }),
    anOfferForAll('recall', {
      class: 'mandatory',
      valueMinor: 0,
      startingPropensity: 0.01,
      eligibility: [{ field: 'attributes.member', op: '==', value: true }],
      treatments: [...web('Rückruf'), ...push('Rückruf')],
    }),
    anOfferForAll('welcome', {
      class: 'default',
      treatments: [...formsFor('till', ['display'], 'Willkommen'), ...push('Willkommen')],
    }),
    anOfferForAll('thanks', {
      valueMinor: 0,
      caps: [{ limit: 0, per: 'day' }],
      treatments: [...formsFor('till', ['receipt'], 'Danke'), ...push('Danke')],
    }),
    anOffer('rolls', {
      place: { ...SQUARE, name: 'Backstube Nord' },
      attributes: { percent: 12.5, kind: 'rye' },
      eligibility: 'offer.attributes.percent > 10 && offer.attributes.kind in ["rye"]',
      treatments: [
        ...push('{percent, number} % bei {place}, {walkMinutes, plural, one {eine Minute} other {# Minuten}}'),
      ],
    }),
    anOfferForAll('stand', {
      place: { ...SQUARE, name: 'Marktstand' },
      treatments: [
        ...formsFor('call-centre', ['agent'], 'Zu Fuß {walkMinutes} min bis {place}', { attentionSeconds: 9 }),
        ...formsFor('call-centre', ['agent'], 'Heute: {place}', { attentionSeconds: 2, format: 'glance' }),
      ],
    }),
    anOfferForAll('far', {
      place: SQUARE,
      treatments: formsFor('call-centre', ['agent'], '{walkMinutes} min'),
    }),
    anOfferForAll('left', {
      exclusionGroup: 'pair',
      treatments: formsFor('app-screen', ['card'], 'Links'),
    }),
    anOfferForAll('right', {
      exclusionGroup: 'pair',
      treatments: formsFor('app-screen', ['banner'], 'Rechts'),
    }),
    anOfferForAll('once', {
      caps: [{ limit: 1, per: 'day' }],
      eligibility: [{ field: 'attributes.vip', op: '==', value: true }],
      treatments: formsFor('till', ['display'], 'Einmal'),
    }),
    anOfferForAll('house', { valueMinor: 0, treatments: formsFor('till', ['display'], 'Haus') }),
    anOfferForAll('no-such-kind', {
      attributes: { percent: 5, kind: 'wheat' },
      eligibility: [{ field: 'offer.attributes.percent', op: '>', value: 10 }],
      treatments: web('Weizen'),
    }),
  ),
  offerAttributes: { percent: { type: 'number' }, kind: { type: 'level', levels: ['rye', 'wheat'] } },
  fallbacks: [
    { touchpoint: 'till', placement: 'receipt', offer: 'thanks' },
    { touchpoint: 'till', placement: 'display', offer: 'house' },
    { touchpoint: 'app-push', placement: 'card', offer: 'thanks' },
  ],
};

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, catalog: CATALOG });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

async function ask(path: string, order: object): Promise<DecisionAnswer> {
  const { status, body } = await app.http('post', path).send(order);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as DecisionAnswer;
}

const decide = (customer: string, order: object) => ask('/v1/decisions', { ...order, customer });
const preview = (order: object) => ask('/v1/decisions/preview', order);
const offersOf = ({ offers }: DecisionAnswer) => offers.map(({ offerId }) => offerId);
const endOf = ({ trace }: DecisionAnswer, id: string) => {
  const line = trace!.funnel.find(({ offerId }) => offerId === id);
  return line?.reason ?? line?.stage;
};

async function newcomer(customer: string, attributes?: object) {
  const device = await (await app.device(customer)).grantAll();
  if (attributes) await app.http('put', `/v1/customers/${customer}/profile`).send({ attributes }).expect(204);
  return device;
}

describe('the class of an offer', () => {
  it('mandatory goes before what is worth more, to those who may have it, and is pushed', async () => {
    const device = await newcomer('ada', { member: true });
    expect(offersOf(await decide('ada', HERO))).toEqual(['recall']);
    await device.report();
    expect((await device.push()).offerId).toBe('recall');
    await newcomer('ben');
    expect(offersOf(await decide('ben', HERO))).toEqual(['half']);
  });

  it('default answers a request that nothing else does, and is never pushed', async () => {
    await newcomer('cleo');
    const till = { touchpoint: 'till', placements: ['display'] };
    expect((await decide('cleo', till)).offers).toMatchObject([{ offerId: 'welcome' }]);
    const shown = await preview({ touchpoint: 'app-push', placements: ['card'], at: '2026-11-23T12:00:00+01:00' });
    expect(endOf(shown, 'welcome')).toBe('ON_REQUEST_ONLY');
  });
});

describe('a fallback', () => {
  const till = { touchpoint: 'till', placements: ['receipt'], explain: true };

  it('answers when nothing else is chosen, again and again, and says so in the answer, the funnel and the record', async () => {
    await newcomer('dan');
    for (let i = 0; i < 2; i += 1) {
      const answer = await decide('dan', till);
      expect(answer.offers).toMatchObject([{ offerId: 'thanks', placement: 'receipt', fallback: true }]);
      expect(answer).not.toHaveProperty('silence');
      expect(answer.trace!.funnel.find(({ offerId }) => offerId === 'thanks')).toMatchObject({
        stage: 'granted',
        fallback: true,
      });
      const { body } = await app.http('get', `/v1/decisions/${answer.decisionId}`).expect(200);
      expect((body as Explanation).outcome.offers).toEqual([
        { deliveryId: `${answer.decisionId}:receipt`, offerId: 'thanks', fallback: true },
      ]);
      const replay = await app.http('post', `/v1/decisions/${answer.decisionId}/replay`).expect(200);
      expect(replay.body).toMatchObject({ equal: true });
    }
    // It is no contact: nothing is counted against the customer.
    expect(await redis.client.exists('px:{default:dan}:contacts')).toBe(0);
  });

  it('answers beside other placements too, whatever its own cap says', async () => {
    await newcomer('kim');
    const { offers } = await decide('kim', { touchpoint: 'till', placements: ['receipt', 'display'] });
    expect(offers).toMatchObject([{ offerId: 'thanks', fallback: true }, { offerId: 'welcome' }]);
    expect(offers[1]).not.toHaveProperty('fallback');
  });

  it('answers those who lose a race: nobody gets nothing', async () => {
    await newcomer('lea', { vip: true });
    const order = { touchpoint: 'till', placements: ['display'] };
    const answers = await Promise.all(Array.from({ length: 12 }, () => decide('lea', order)));
    const shown = answers.flatMap(offersOf);
    expect(shown).toHaveLength(12);
    expect(shown.filter((id) => id === 'once')).toHaveLength(1);
  });

  it('is silent without consent to marketing, as any other', async () => {
    await (await app.device('eve')).grant('location');
    expect(await decide('eve', till)).toMatchObject({ offers: [], silence: { code: 'CONSENT_MISSING' } });
  });

  it('is never pushed', async () => {
    const { offers, trace } = await preview({
      touchpoint: 'app-push',
      placements: ['card'],
      at: '2026-11-23T12:00:00+01:00',
    });
    expect(offers).toEqual([]);
    expect(trace!.funnel.find(({ offerId }) => offerId === 'thanks')).toMatchObject({ reason: 'CAP_REACHED' });
  });
});

describe('an exclusion group', () => {
  const both = { touchpoint: 'web', placements: ['hero', 'card'], explain: true };

  it('gives one of its offers to an answer', async () => {
    await newcomer('fay');
    const answer = await decide('fay', both);
    expect(offersOf(answer).filter((id) => ['half', 'free'].includes(id))).toEqual(['half']);
    expect(endOf(answer, 'free')).toBe('GROUP_TAKEN');
  });

  it('gives no other one while the first can be redeemed', async () => {
    await newcomer('gil');
    expect(offersOf(await decide('gil', HERO))).toEqual(['half']);
    const later = await decide('gil', { ...both, limit: 10 });
    expect(offersOf(later)).toContain('half');
    expect(endOf(later, 'free')).toBe('GROUP_HELD');
  });

  it('gives one of its offers, however many ask for this one and that one at once', async () => {
    await newcomer('hal');
    const [card, banner] = [{ placements: ['card'] }, { placements: ['banner'] }];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        decide('hal', { touchpoint: 'app-screen', ...(i % 2 === 0 ? card : banner), explain: true }),
      ),
    );
    expect(new Set(answers.flatMap(offersOf)).size).toBe(1);
    const codes = answers.map(({ silence }) => silence?.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(6);
    expect(codes.filter((code) => code === 'GROUP_HELD')).toHaveLength(6);
  });
});

describe('opening hours', () => {
  it.each([
    ['2026-11-23T11:30:00+01:00', 'OUTRANKED'],
    ['2026-11-23T14:00:00+01:00', 'OUTSIDE_HOURS'],
    ['2026-11-22T12:00:00+01:00', 'OUTSIDE_HOURS'],
    // In summer noon in Berlin is 10:00 UTC.
    ['2027-07-05T09:30:00Z', 'OUTRANKED'],
  ])('at %s: %s', async (at, end) => expect(endOf(await preview({ ...HERO, at }), 'lunch')).toBe(end));
});

describe('attributes and words', () => {
  it('are asked by rules, and filled into the push and what the inbox gives again', async () => {
    const device = await newcomer('ida');
    await device.report();
    const pushed = await device.push();
    expect(pushed).toMatchObject({ offerId: 'rolls', treatment: { title: '12,5 % bei Backstube Nord, eine Minute' } });
    const { missed } = await (await app.device('ida')).resume();
    expect(missed).toMatchObject([{ treatment: { title: '12,5 % bei Backstube Nord, eine Minute' } }]);
    expect(endOf(await preview({ ...HERO, position: SQUARE }), 'no-such-kind')).toBe('NOT_ELIGIBLE');
  });

  it('fall to the next form where something is not known, or say why there is none', async () => {
    const order = { touchpoint: 'call-centre', placements: ['agent'], limit: 5, seed: 1 };
    const titlesOf = ({ offers }: DecisionAnswer) =>
      Object.fromEntries(offers.map(({ offerId, treatment }) => [offerId, treatment.title]));
    const near = await preview({ ...order, position: SQUARE });
    expect(titlesOf(near)).toEqual({ stand: 'Zu Fuß 1 min bis Marktstand', far: '1 min' });
    const nowhere = await preview(order);
    expect(titlesOf(nowhere)).toEqual({ stand: 'Heute: Marktstand' });
    expect(endOf(nowhere, 'far')).toBe('WORDS_UNFILLED');
  });
});

describe('what was pushed', () => {
  it('is not given again outside its hours', async () => {
    const device = await newcomer('max');
    await device.report();
    await device.push();
    const days = [-1, 0, 1].map((day) => new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10));
    const closed = days.map((date) => ({ date, closed: true as const }));
    const catalogs = app.nest.get(CatalogService);
    const tenant = 'default' as TenantId;
    const offers = CATALOG.offers.map((offer) =>
      offer.id === 'rolls' ? { ...offer, when: { exceptions: closed } } : offer,
    );
    expect((await (await app.device('max')).resume()).missed).toHaveLength(1);
    await catalogs.publish(tenant, await catalogs.add(tenant, { ...CATALOG, offers }));
    expect((await (await app.device('max')).resume()).missed).toEqual([]);
    await catalogs.publish(tenant, await catalogs.add(tenant, CATALOG));
    expect((await (await app.device('max')).resume()).missed).toHaveLength(1);
  });
});

describe('a catalog that is wrong', () => {
  it('is refused with all of it at once', async () => {
    const checked = checkCatalog({
      ...CATALOG,
      fallbacks: [
        { touchpoint: 'till', placement: 'receipt', offer: 'nobody' },
        { touchpoint: 'web', placement: 'hero', offer: 'thanks' },
      ],
      offers: CATALOG.offers.map((offer) =>
        offer.id === 'rolls' ? { ...offer, attributes: { percent: 'viel', colour: 'red' } } : offer,
      ),
    });
    const found = checked.ok ? [] : checked.problems.map(({ code, path }) => `${code} ${path}`);
    expect(found).toEqual([
      'UNKNOWN_OFFER fallbacks.0.offer',
      'NO_TREATMENT fallbacks.1.offer',
      'WRONG_ATTRIBUTE offers.6.attributes.percent',
      'UNKNOWN_ATTRIBUTE offers.6.attributes.colour',
    ]);
  });
});
