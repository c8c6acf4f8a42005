import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { catalogFile } from './catalog.js';
import { consentSet } from './consent.js';
import { contextReport } from './context.js';
import { decisionRequest } from './decision.js';
import { Refused } from './errors.js';
import { feedbackEvent, feedbackReport } from './feedback.js';
import { parseMessage } from './parse.js';
import { positionReport } from './position.js';
import { timestamp } from './primitives.js';
import { profileWrite } from './profile.js';

/** What is wrong with a message, one line a fault; nothing when it is right. */
function faultsOf(schema: z.ZodType, message: unknown): string[] {
  try {
    parseMessage(schema, message);
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(error.code).toBe('INVALID_MESSAGE');
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

const fix = { lat: 52.5, lng: 13.4, accuracyMetres: 10, at: 1 };
const event = { eventId: 'e1', at: 1 };
const request = { customer: 'anna', touchpoint: 'till', placements: ['receipt'] };
const entry = { purpose: 'marketing', status: 'granted', textVersion: 'v1' };
const offer = {
  id: 'o',
  name: 'o',
  category: 'coffee',
  valueMinor: 1,
  treatments: [{ id: 't', attentionSeconds: 5, texts: { en: { neutral: { title: 't', body: 'b' } } } }],
};

describe('messages that are right', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['one fix', positionReport, fix],
    ['gathered fixes', positionReport, { fixes: [fix, { ...fix, speedMps: 1, headingDeg: 0, activity: 'walking' }] }],
    ['a click', feedbackEvent, { ...event, type: 'click', deliveryId: 'd1:card' }],
    ['a rating without a delivery', feedbackEvent, { ...event, type: 'rating', stars: 5 }],
    ['a decision request', decisionRequest, request],
    ['consent for one channel', consentSet, { ...entry, channel: 'push' }],
    ['context', contextReport, { at: 1, values: { weather: 'sunny', temperature: -3, screen: true } }],
    ['a profile that removes a value', profileWrite, { locale: null, attributes: { age: null } }],
    ['a catalog', catalogFile, { offers: [offer] }],
  ])('%s', (_name, schema, message) => expect(faultsOf(schema, message)).toEqual([]));
});

describe('faults name the place and what would be right', () => {
  it.each<[string, z.ZodType, unknown, string[]]>([
    [
      'a fix without its time',
      positionReport,
      { ...fix, at: undefined },
      ['at: Invalid input: expected number, received undefined'],
    ],
    [
      'half of an emoji',
      profileWrite,
      { attributes: { age: 34, motto: 'wow \ud83d' } },
      ['attributes.motto: holds half of a character, such as of an emoji'],
    ],
    ['a latitude off the earth', positionReport, { ...fix, lat: 91 }, ['lat: Too big: expected number to be <=90']],
    [
      'one bad fix of several',
      positionReport,
      { fixes: [fix, { ...fix, lng: 200 }] },
      ['fixes.1.lng: Too big: expected number to be <=180'],
    ],
    ['no fixes', positionReport, { fixes: [] }, ['fixes: Too small: expected array to have >=1 items']],
    ['nothing', positionReport, null, [': Invalid input: expected object, received null']],
    [
      'an event of an unknown type',
      feedbackEvent,
      { ...event, type: 'liked' },
      [
        'type: expected one of "delivered", "impression", "click", "accept", "redeem", "dismiss", "purchase", "visit", "rating"',
      ],
    ],
    [
      'a dismissal without its reason',
      feedbackEvent,
      { ...event, type: 'dismiss', deliveryId: 'd1:card' },
      ['reason: Invalid option: expected one of "not-interested"|"not-here"|"not-now"'],
    ],
    ['a click on nothing', feedbackEvent, { ...event, type: 'click' }, ['deliveryId: is needed for this type']],
    ['six stars', feedbackEvent, { ...event, type: 'rating', stars: 6 }, ['stars: Too big: expected number to be <=5']],
    [
      'a channel for a position',
      consentSet,
      { ...entry, purpose: 'location', channel: 'push' },
      ['channel: goes with the purpose marketing only'],
    ],
    [
      'a precision for marketing',
      consentSet,
      { ...entry, dataClass: 'coarse' },
      ['dataClass: goes with the purpose location only'],
    ],
    [
      'a name that is no name',
      decisionRequest,
      { ...request, customer: 'a{b}' },
      ['customer: may hold letters, digits and . _ : @ - only'],
    ],
    [
      'a time zone that there is not',
      profileWrite,
      { timeZone: 'Europe/Bielefeld' },
      ['timeZone: must be an IANA zone such as Europe/Berlin'],
    ],
    [
      'a condition with an unknown operator',
      catalogFile,
      { offers: [{ ...offer, eligibility: [{ field: 'attributes.age', op: '~', value: 1 }] }] },
      [
        'offers.0.eligibility.0.op: expected one of "==", "!=", "<", "<=", ">", ">=", "in", "notIn", "present", "absent"',
      ],
    ],
    [
      'an area too small',
      catalogFile,
      { offers: [{ ...offer, where: { area: { circle: { lat: 1, lng: 1, radiusMetres: 1 } } } }] },
      ['offers.0.where.area.circle.radiusMetres: Too small: expected number to be >=10'],
    ],
  ])('%s', (_name, schema, message, faults) => expect(faultsOf(schema, message)).toEqual(faults));

  it('tells all faults, up to twenty', () => {
    expect(faultsOf(decisionRequest, { customer: '', touchpoint: 'T', placements: [] })).toHaveLength(4);
    expect(faultsOf(positionReport, { fixes: Array(60).fill({ ...fix, lat: 91, lng: 181 }) })).toHaveLength(20);
  });
});

describe('unknown keys are refused', () => {
  it.each<[string, z.ZodType, object]>([
    ['a fix', positionReport, { ...fix, altitude: 30 }],
    ['gathered fixes', positionReport, { fixes: [fix], device: 'x' }],
    ['an event', feedbackEvent, { ...event, type: 'visit', category: 'coffee', stars: 5 }],
    ['a report of events', feedbackReport, { events: [event], customer: 'bert' }],
    ['a decision request', decisionRequest, { ...request, tenant: 'other' }],
    ['a consent', consentSet, { ...entry, customer: 'bert' }],
    ['a profile', profileWrite, { consents: {} }],
    ['an offer', catalogFile, { offers: [{ ...offer, discount: 10 }] }],
  ])('%s', (_name, schema, message) => {
    const faults = faultsOf(schema, message);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/Unrecognized key: "\w+"/);
  });

  it.each(['Constructor', 'a.b', ''])('a context value by the name %j', (name) => {
    expect(faultsOf(contextReport, { at: 1, values: { [name]: 1 } })).toHaveLength(1);
  });

  it('and one by the name of the prototype reaches nothing', () => {
    const { values } = parseMessage(
      contextReport,
      JSON.parse('{ "at": 1, "values": { "__proto__": { "x": 1 }, "a": 1 } }'),
    );
    expect(Object.entries(values)).toEqual([['a', 1]]);
    expect(values).not.toHaveProperty('x');
  });
});

describe('a time', () => {
  it.each([
    ['2026-06-17T12:00:00+02:00', Date.UTC(2026, 5, 17, 10)],
    ['2026-06-17T10:00:00Z', Date.UTC(2026, 5, 17, 10)],
    ['2026-06-17T10:00:00.250Z', Date.UTC(2026, 5, 17, 10) + 250],
    [1_781_690_400_000, Date.UTC(2026, 5, 17, 10)],
    [0, 0],
  ])('%s is %d', (given, at) => expect(parseMessage(timestamp, given)).toBe(at));

  it.each([
    '2026-06-17T12:00:00',
    '2026-06-17',
    '2026-02-30T12:00:00Z',
    'noon',
    '1781690400000',
    -1,
    1.5,
    NaN,
    8_640_000_000_001,
    null,
  ])('%s is none', (given) => expect(faultsOf(timestamp, given).length).toBeGreaterThan(0));
});
