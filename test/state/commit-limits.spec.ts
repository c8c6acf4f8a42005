import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findReachedLimit } from '../../src/core/contact-policy/limits.js';
import type { Contact, ContactLimit } from '../../src/core/types/decision.js';
import { keys } from '../../src/state/keys.js';
import { TestRedis } from '../support/redis.js';
import { NOW, TestCustomer } from '../support/state.js';

const OFFERS = ['a', 'b', '1', '*a'];
const HOUR_MS = 3_600_000;

let redis: TestRedis;

beforeAll(async () => {
  redis = await TestRedis.start();
});
afterAll(() => redis?.stop());

const at = fc.integer({ min: 0, max: 12 }).map((hours) => NOW - hours * HOUR_MS);
const contact: fc.Arbitrary<Contact> = fc.record({ at, offerId: fc.constantFrom(...OFFERS), outbound: fc.boolean() });
const limitOf = (offerId: string): fc.Arbitrary<ContactLimit> =>
  fc.record({
    offerId: fc.constant(offerId),
    outboundOnly: fc.boolean(),
    sinceMs: at,
    limit: fc.integer({ min: 0, max: 6 }),
    code: fc.constantFrom('CAP_REACHED', 'SPACING'),
  });
const plan = fc.constantFrom(...OFFERS).chain((offer) =>
  fc.record({
    offer: fc.constant(offer),
    contacts: fc.array(contact, { maxLength: 12 }),
    shared: fc.array(limitOf('*'), { maxLength: 3 }),
    limits: fc.array(limitOf(offer), { maxLength: 3 }),
  }),
);

it('the commit and the core mean the same by the same limits', async () => {
  const verdicts = { granted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(plan, async ({ offer, contacts, shared, limits }) => {
      const customer = await new TestCustomer(redis.client).grant('marketing');
      const blob = contacts.map((known) => [known.at, known.offerId, Number(known.outbound)]);
      await redis.client.set(keys.contacts(customer.owner), JSON.stringify(blob));
      const { g, r } = await customer.commit({ slots: [[{ offer, limits }]], shared });
      const reached = findReachedLimit([...shared, ...limits], contacts);
      expect(r).toEqual(reached ? [[offer, reached.code]] : []);
      expect(g).toHaveLength(reached ? 0 : 1);
      verdicts[reached ? 'refused' : 'granted'] += 1;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(verdicts.granted, verdicts.refused)).toBeGreaterThan(30);
});
