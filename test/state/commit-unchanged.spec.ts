import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Decision, DecisionInput, Reservation } from '../../src/core/types/decision.js';
import type { Owner } from '../../src/core/types/ids.js';
import type { Catalog } from '../../src/core/types/offer.js';
import { pino } from 'pino';
import { DecisionLog } from '../../src/state/decision-log.js';
import { DecisionRepository } from '../../src/state/decision.repository.js';
import { keys } from '../../src/state/keys.js';
import { catalogOf, decideWith, NOON, offerOf, policyWith, sightAll } from '../support/builders.js';
import { randomCatalog, randomInput } from '../support/random-decisions.js';
import { TestRedis } from '../support/redis.js';
import { storeOn, TestCustomer } from '../support/state.js';

const VERSIONS = { catalog: 'c', policy: 'p', model: 'm' };
const TRAIL = { points: [{ cell: '8c1f1d4894b1dff', at: NOON, accuracyMetres: 10 }], zones: [] };

let redis: TestRedis;
let decisions: DecisionRepository;

beforeAll(async () => {
  redis = await TestRedis.start();
  const store = storeOn(redis.client);
  decisions = new DecisionRepository(store, new DecisionLog(store, pino({ level: 'silent' })));
});
afterAll(() => redis?.stop());

/** A customer whose state is what the input says. */
async function customerOf({ consents, contacts }: DecisionInput): Promise<TestCustomer> {
  const customer = new TestCustomer(redis.client);
  const granted = (['profiling', 'marketing'] as const).filter((purpose) => consents[purpose]);
  await customer.grant(...granted);
  if (consents.location) await customer.setConsent('location', 'granted', { dataClass: consents.locationClass });
  if (contacts.length > 0) {
    const blob = contacts.map(({ at, offerId, outbound }) => [at, offerId, Number(outbound)]);
    await redis.client.set(keys.contacts(customer.owner), JSON.stringify(blob));
  }
  return customer;
}

/** Nobody decides by a position that they may not use. */
function withoutPosition(input: DecisionInput): DecisionInput {
  return { ...input, situation: { ...input.situation, cell: undefined } };
}

async function textsOf({ owner }: TestCustomer) {
  const [consents, contacts] = await redis.client.mget(keys.consents(owner), keys.contacts(owner));
  return { consents: consents ?? '', contacts: contacts ?? '' };
}

function ownedBy(owner: Owner, decision: Decision): Decision {
  return { ...decision, input: { ...decision.input, owner } };
}

/** What the commit answered and left behind. */
async function commitFor(
  customer: TestCustomer,
  decision: Decision,
  seen: { consents: string; contacts: string },
  reservation?: Reservation,
) {
  const { owner } = customer;
  const { decisionId, consents } = decision.input;
  const channel = 'push';
  const trail = consents.location ? TRAIL : undefined;
  const result = await decisions.commit({
    decision: ownedBy(owner, decision),
    reservation,
    versions: VERSIONS,
    channel,
    seen,
    trail,
  });
  const [contacts, kept, seq, record] = await redis.client.mget(
    keys.contacts(owner),
    keys.trail(owner),
    keys.seq(owner),
    keys.decision(owner, decisionId),
  );
  const lives = await Promise.all(
    [keys.contacts(owner), keys.trail(owner), keys.decision(owner, decisionId)].map((key) => redis.client.pttl(key)),
  );
  return { result, contacts, kept, seq, record, lives: lives.map((ms) => Math.sign(ms)) };
}

it('what has not changed since the decision read it is committed as if it were checked anew', async () => {
  const cases = randomCatalog.chain((catalog) => fc.tuple(fc.constant(catalog), randomInput(catalog)));
  const seen = { granted: 0, silent: 0 };
  await fc.assert(
    fc.asyncProperty(cases, async ([catalog, drawn]: [Catalog, DecisionInput]) => {
      const input = drawn.consents.location ? drawn : withoutPosition(drawn);
      const decision = decideWith(catalog, input);
      const [trusting, checking] = await Promise.all([customerOf(input), customerOf(input)]);
      const trusted = await commitFor(trusting, decision, await textsOf(trusting));
      const checked = await commitFor(checking, decision, { ...(await textsOf(checking)), contacts: 'others' });
      expect(trusted).toEqual(checked);
      seen[trusted.result!.g.length > 0 ? 'granted' : 'silent'] += 1;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(seen.granted, seen.silent)).toBeGreaterThan(10);
});

it.each<[string, (customer: TestCustomer) => Promise<unknown>, string]>([
  ['a consent', (customer) => customer.setConsent('marketing', 'withdrawn'), 'CONSENT_MISSING'],
  [
    'the contacts',
    ({ owner }) => redis.client.set(keys.contacts(owner), JSON.stringify([[NOON, 'other', 1]])),
    'CAP_REACHED',
  ],
])('%s that changed in between is seen', async (_name, change, code) => {
  const catalog = catalogOf([offerOf('a')]);
  const contact = { caps: [{ limit: 1, window: 'day' as const }], spacingMs: 0 };
  const decision = decideWith(catalog, { situation: { sightings: sightAll(catalog) } }, policyWith({ contact }));
  const customer = await customerOf(decision.input);
  const before = await textsOf(customer);
  await change(customer);
  const { result } = await commitFor(customer, decision, before);
  expect(result).toEqual({ g: [], r: [['a', code]] });
});

describe('an offer with stock, where nothing has changed', () => {
  const catalog = catalogOf([offerOf('a', { stock: { units: 1 } }), offerOf('b', { valueMinor: 300 })]);

  async function commitWith(toReservation: (decision: Decision) => Reservation | undefined) {
    const decision = decideWith(catalog, { situation: { sightings: sightAll(catalog) }, seed: 1 });
    expect(decision.slots[0]!.ranked.map(({ scored }) => scored.candidate.offer.id)).toEqual(['a', 'b']);
    const customer = await customerOf(decision.input);
    const seen = await textsOf(customer);
    const { result } = await commitFor(customer, decision, seen, toReservation(decision));
    return { granted: result!.g.map(([slot, rank]) => [slot, rank]), r: result!.r };
  }

  it('is granted with a lease', async () => {
    const leased = ({ slots }: Decision) => ({ leads: [0], leased: [slots[0]!.ranked[0]!], shortages: {} });
    expect(await commitWith(leased)).toEqual({ granted: [[0, 0]], r: [] });
  });

  it('is refused when there was none', async () => {
    const short = { leads: [1], leased: [], shortages: { a: 'OUT_OF_BUDGET' as const } };
    expect(await commitWith(() => short)).toEqual({ granted: [[0, 1]], r: [['a', 'OUT_OF_BUDGET']] });
  });

  it('is not granted to whoever forgets to ask for one', async () => {
    expect(await commitWith(() => undefined)).toEqual({ granted: [[0, 1]], r: [] });
  });
});
