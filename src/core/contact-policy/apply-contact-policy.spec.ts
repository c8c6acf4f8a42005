import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellToParent } from 'h3-js';
import {
  ALEXANDERPLATZ,
  catalogOf,
  DAY,
  HOUR,
  inputOf,
  MINUTE,
  NOON,
  offerOf,
  offersIn,
  policyWith,
  sightingOf,
  stageOf,
  type InputChange,
  type OfferInput,
} from '../../../test/support/builders.js';
import { cellOf, RECORD_RESOLUTION, REST_RESOLUTION } from '../location/cells.js';
import type { Contact } from '../types/decision.js';
import type { Policy } from '../types/policy.js';
import { applyContactPolicy } from './apply-contact-policy.js';
import { findReachedLimit, isOwnCapReached, ownLimitsOf, sharedLimits } from './limits.js';

const NO_LIMITS: Partial<Policy['contact']> = { caps: [], spacingMs: 0, quietHours: undefined };
const at = (iso: string) => Date.parse(iso);

/** What becomes of the offer `o`: the reason of its refusal, or `kept`. */
function apply(contact: Partial<Policy['contact']>, change: InputChange = {}, offer: Partial<OfferInput> = {}): string {
  const catalog = catalogOf([offerOf('o', offer), offerOf('p')]);
  const stage = stageOf(catalog, change, policyWith({ contact: { ...NO_LIMITS, ...contact } }));
  const candidate = { offer: catalog.offer(0), sighting: sightingOf(0), treatments: [] };
  const { kept, refusals } = applyContactPolicy([candidate], stage);
  expect(kept.length + refusals.length).toBe(1);
  expect(refusals.every(({ stage }) => stage === 'contact-policy')).toBe(true);
  return refusals[0]?.reason ?? 'kept';
}

function contactsAt(times: readonly number[], change: Partial<Contact> = {}): Contact[] {
  return times.map((time) => ({ at: time, offerId: 'p', outbound: true, ...change }));
}

describe('rolling caps', () => {
  const caps = [{ limit: 2, window: { windowMs: 3 * HOUR } }];

  it.each<[string, Contact[], string]>([
    ['no contact', [], 'kept'],
    ['one fewer than the limit', contactsAt([NOON - HOUR]), 'kept'],
    ['as many as the limit', contactsAt([NOON - HOUR, NOON - 2 * HOUR]), 'CAP_REACHED'],
    ['one of them right at the edge', contactsAt([NOON - HOUR, NOON - 3 * HOUR]), 'CAP_REACHED'],
    ['one of them just past it', contactsAt([NOON - HOUR, NOON - 3 * HOUR - 1]), 'kept'],
    [
      'one of them made by the customer',
      [...contactsAt([NOON - HOUR]), ...contactsAt([NOON], { outbound: false })],
      'kept',
    ],
  ])('%s: %s', (_name, contacts, outcome) => expect(apply({ caps }, { contacts })).toBe(outcome));

  it('do not bind those who came by themselves', () => {
    expect(apply({ caps, spacingMs: HOUR }, { contacts: contactsAt([NOON, NOON]), outbound: false })).toBe('kept');
  });

  it('of an offer count that offer alone, over every touchpoint, and bind everywhere', () => {
    const offer: Partial<OfferInput> = { caps: [{ limit: 1, per: { hours: 24 } }] };
    expect(apply({}, { contacts: contactsAt([NOON - HOUR]) }, offer)).toBe('kept');
    const shown = contactsAt([NOON - HOUR], { offerId: 'o', outbound: false });
    expect(apply({}, { contacts: shown }, offer)).toBe('CAP_REACHED');
    expect(apply({}, { contacts: shown, outbound: false }, offer)).toBe('CAP_REACHED');
  });

  it('of 0 let nothing through', () => expect(apply({ caps: [{ limit: 0, window: 'day' }] })).toBe('CAP_REACHED'));
});

describe('caps per calendar day', () => {
  const caps = [{ limit: 1, window: 'day' as const }];

  // On 29 March the day of Berlin has 23 hours and begins at 23:00 UTC, on 25 October it has 25 and begins at 22:00.
  it.each([
    ['yesterday evening', '2026-06-16T21:59Z', '2026-06-17T10:00Z', 'kept'],
    ['today right after midnight', '2026-06-16T22:00Z', '2026-06-17T10:00Z', 'CAP_REACHED'],
    ['before the short day', '2026-03-28T22:59Z', '2026-03-29T21:59Z', 'kept'],
    ['in the first minute of the short day', '2026-03-28T23:00Z', '2026-03-29T21:59Z', 'CAP_REACHED'],
    ['in the first minute of the long day', '2026-10-24T22:00Z', '2026-10-25T22:59Z', 'CAP_REACHED'],
    ['before the long day', '2026-10-24T21:59Z', '2026-10-25T22:59Z', 'kept'],
  ])('%s', (_name, contact, now, outcome) => {
    expect(apply({ caps }, { now: at(now), contacts: contactsAt([at(contact)]) })).toBe(outcome);
  });

  it('are never laxer where the zone is not known', () => {
    const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/Sao_Paulo', 'Pacific/Apia'];
    const lastMinute = { now: at('2026-10-25T22:59Z'), contacts: contactsAt([at('2026-10-24T22:00Z')]) };
    expect(apply({ caps }, { ...lastMinute, situation: { timeZone: undefined } })).toBe('CAP_REACHED');
    const age = fc.integer({ min: 0, max: 30 * HOUR });
    const longDay = fc.integer({ min: at('2026-10-24T20:00Z'), max: at('2026-10-26T02:00Z') });
    const anyDay = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.oneof(anyDay, longDay), age, (timeZone, now, ageMs) => {
        const contacts = contactsAt([now - ageMs]);
        const known = apply({ caps }, { now, contacts, situation: { timeZone } });
        const unknown = apply({ caps }, { now, contacts, situation: { timeZone: undefined } });
        expect([known, unknown]).not.toEqual(['CAP_REACHED', 'kept']);
      }),
      { numRuns: 500 },
    );
  });
});

describe('spacing', () => {
  it.each([
    [0, 'SPACING'],
    [15 * MINUTE, 'SPACING'],
    [15 * MINUTE + 1, 'kept'],
  ])('%d ms after the last contact: %s', (ageMs, outcome) => {
    expect(apply({ spacingMs: 15 * MINUTE }, { contacts: contactsAt([NOON - ageMs]) })).toBe(outcome);
  });
});

describe('quiet hours', () => {
  const night = { fromMinute: 21 * 60 + 30, toMinute: 7 * 60 };
  const lunch = { fromMinute: 12 * 60, toMinute: 13 * 60 };

  it.each([
    ['before they begin', night, '2026-06-17T19:29:59Z', 'kept'],
    ['as they begin', night, '2026-06-17T19:30:00Z', 'QUIET_HOURS'],
    ['after midnight', night, '2026-06-17T22:30:00Z', 'QUIET_HOURS'],
    ['in their last minute', night, '2026-06-17T04:59:59Z', 'QUIET_HOURS'],
    ['as they end', night, '2026-06-17T05:00:00Z', 'kept'],
    ['within one day', lunch, '2026-06-17T10:30:00Z', 'QUIET_HOURS'],
    ['within one day, after', lunch, '2026-06-17T11:00:00Z', 'kept'],
    // The night of the change: seven o'clock comes at 05:00 UTC already, not at 06:00.
    ['on the day that the clocks go forward', night, '2026-03-29T05:00:00Z', 'kept'],
    ['on the day that they go back', night, '2026-10-25T05:59:59Z', 'QUIET_HOURS'],
  ])('%s', (_name, quietHours, now, outcome) => expect(apply({ quietHours }, { now: at(now) })).toBe(outcome));

  it('are those of the customer, not of the server', () => {
    const now = at('2026-06-17T10:00Z');
    expect(apply({ quietHours: night }, { now, situation: { timeZone: 'America/Los_Angeles' } })).toBe('QUIET_HOURS');
  });

  it('fail closed where the zone is not known, and leave those alone who came by themselves', () => {
    const lost = { timeZone: undefined };
    expect(apply({ quietHours: night }, { situation: lost })).toBe('ZONE_UNKNOWN');
    expect(apply({ quietHours: night }, { situation: lost, outbound: false })).toBe('kept');
    expect(apply({ quietHours: undefined }, { situation: lost })).toBe('kept');
  });
});

describe('rests', () => {
  const here = cellOf(ALEXANDERPLATZ, RECORD_RESOLUTION);
  const elsewhere = cellOf({ lat: 48.1372, lng: 11.5755 }, RECORD_RESOLUTION);
  const hereToo = cellToParent(here, REST_RESOLUTION);

  it.each<[string, Record<string, number>, InputChange, string]>([
    ['of the offer', { o: NOON + 1 }, {}, 'RESTING'],
    ['of the offer, over now', { o: NOON }, {}, 'kept'],
    ['of the offer, inbound too', { o: NOON + 1 }, { outbound: false }, 'RESTING'],
    ['of another offer', { p: NOON + 1 }, {}, 'kept'],
    ['of the offer at this place', { [`o@${hereToo}`]: NOON + 1 }, { situation: { cell: here } }, 'RESTING'],
    ['of the offer at another place', { [`o@${hereToo}`]: NOON + 1 }, { situation: { cell: elsewhere } }, 'kept'],
    ['of the offer at a place, without a position', { [`o@${hereToo}`]: NOON + 1 }, {}, 'kept'],
    ['of everything', { '*': NOON + 1 }, {}, 'RESTING'],
    ['of everything, over now', { '*': NOON }, {}, 'kept'],
    ['of everything that comes to the customer', { '*': NOON + 1 }, { outbound: false }, 'kept'],
  ])('%s', (_name, rests, change, outcome) => expect(apply({}, { rests, ...change })).toBe(outcome));
});

describe('the limits that go to the commit', () => {
  it('are the very ones that were checked: of the offer, then those of all', () => {
    const catalog = catalogOf([offerOf('o', { caps: [{ limit: 3, per: 'day' }] })]);
    const caps = [{ limit: 6, window: { windowMs: DAY } }];
    const stage = stageOf(catalog, {}, policyWith({ contact: { ...NO_LIMITS, caps, spacingMs: HOUR } }));
    const candidate = { offer: catalog.offer(0), sighting: sightingOf(0), treatments: [] };
    expect(applyContactPolicy([candidate], stage).kept).toEqual([candidate]);
    expect([...ownLimitsOf(candidate.offer, stage), ...sharedLimits(stage)]).toEqual([
      { offerId: 'o', outboundOnly: false, sinceMs: at('2026-06-16T22:00Z'), limit: 3, code: 'CAP_REACHED' },
      { offerId: '*', outboundOnly: true, sinceMs: NOON - DAY, limit: 6, code: 'CAP_REACHED' },
      { offerId: '*', outboundOnly: true, sinceMs: NOON - HOUR, limit: 1, code: 'SPACING' },
    ]);
    expect(inputOf().outbound).toBe(true);
  });

  it('mean the same as the question without lists', () => {
    const cap = fc.record({
      limit: fc.integer({ min: 0, max: 3 }),
      per: fc.constantFrom<'day' | { hours: number }>('day', { hours: 1 }, { hours: 30 }),
    });
    const contact = fc.record({
      at: fc.integer({ min: NOON - 40 * HOUR, max: NOON }),
      offerId: fc.constantFrom('o', 'p'),
      outbound: fc.boolean(),
    });
    const seen = { reached: 0, free: 0 };
    fc.assert(
      fc.property(fc.array(cap, { maxLength: 3 }), fc.array(contact, { maxLength: 6 }), (caps, contacts) => {
        const catalog = catalogOf([offerOf('o', { caps })]);
        const stage = stageOf(catalog, { contacts });
        const [offer] = offersIn(catalog);
        const reached = isOwnCapReached(offer!, stage);
        seen[reached ? 'reached' : 'free'] += 1;
        expect(reached).toBe(findReachedLimit(ownLimitsOf(offer!, stage), contacts) !== undefined);
      }),
    );
    expect(Math.min(seen.reached, seen.free)).toBeGreaterThan(5);
  });
});
