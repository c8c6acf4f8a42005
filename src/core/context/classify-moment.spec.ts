import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { realBetween } from '../../../test/support/arbitraries.js';
import { policy } from '../../../test/support/builders.js';
import { MOMENTS, type MomentName } from '../types/moment.js';
import { classifyMoment, type MomentSigns } from './classify-moment.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Signs = Partial<Omit<MomentSigns, 'movement'>> & Partial<MomentSigns['movement']>;

function classify(
  { speedMps, headingDeg, dwellMs = 0, ...signs }: Signs,
  minConfidence = policy.moments.minConfidence,
) {
  const movement = { speedMps, headingDeg, dwellMs };
  return classifyMoment(
    { zoneCategories: [], atPlace: false, ...signs, movement },
    { ...policy.moments, minConfidence },
  );
}

describe('the micro-moment', () => {
  const stop = ['station'];

  it.each<[string, MomentName, Signs]>([
    ['in a train', 'commuting', { speedMps: 25 }],
    ['in a bus between two stops', 'commuting', { speedMps: 5 }],
    ['in a car that stands in a jam', 'commuting', { speedMps: 0.5, activity: 'vehicle', dwellMs: MINUTE }],
    ['in a vehicle whose speed is not told', 'commuting', { activity: 'vehicle' }],
    ['on a bicycle', 'unknown', { speedMps: 6, activity: 'cycling' }],
    ['running for the bus', 'unknown', { speedMps: 3.4, activity: 'running' }],
    ['at a stop for two minutes', 'waiting', { speedMps: 0.1, dwellMs: 2 * MINUTE, zoneCategories: stop }],
    ['at a stop for half a minute', 'waiting', { speedMps: 0, dwellMs: 30 * SECOND, zoneCategories: stop }],
    ['at a stop just now', 'unknown', { speedMps: 0, dwellMs: 29 * SECOND, zoneCategories: stop }],
    ['at a stop for ten minutes: waiting, not dwelling', 'waiting', { dwellMs: 10 * MINUTE, zoneCategories: stop }],
    ['at a stop for half an hour: no more waiting', 'dwelling', { dwellMs: 30 * MINUTE, zoneCategories: stop }],
    ['at a stop, among other zones', 'waiting', { dwellMs: 2 * MINUTE, zoneCategories: [undefined, 'mall', 'stop'] }],
    ['slowly along a platform', 'strolling', { speedMps: 0.7, dwellMs: 2 * MINUTE, zoneCategories: stop }],
    [
      'walking at a stop',
      'strolling',
      { speedMps: 0.5, dwellMs: 2 * MINUTE, zoneCategories: stop, activity: 'walking' },
    ],
    ['in line at a shop', 'queueing', { speedMps: 0.2, dwellMs: MINUTE, atPlace: true }],
    ['in line for too short a time to tell', 'unknown', { speedMps: 0.2, dwellMs: 44 * SECOND, atPlace: true }],
    ['a minute on one spot, no shop around', 'unknown', { speedMps: 0.2, dwellMs: MINUTE }],
    ['in a café for ten minutes', 'dwelling', { speedMps: 0, dwellMs: 10 * MINUTE, atPlace: true }],
    ['on a bench for four minutes', 'dwelling', { speedMps: 0, dwellMs: 4 * MINUTE }],
    ['on the way, heading somewhere', 'passing', { speedMps: 1.5, headingDeg: 90 }],
    ['on foot, as the phone says', 'passing', { speedMps: 1.5, headingDeg: 90, activity: 'walking' }],
    ['on foot without a direction: not sure enough', 'unknown', { speedMps: 1.5 }],
    ['past shop windows', 'strolling', { speedMps: 0.7, headingDeg: 10 }],
    ['nothing known', 'unknown', {}],
  ])('%s: %s', (_name, name, signs) => {
    const moment = classify(signs);
    expect(moment.name).toBe(name);
    expect(moment.lengthSeconds).toBe(policy.moments.lengthSeconds[name]);
    expect(moment.confidence >= policy.moments.minConfidence).toBe(name !== 'unknown');
  });

  it('abstains below the confidence that the policy asks for, and says how sure it was', () => {
    const signs = { speedMps: 0.7, headingDeg: 10 };
    expect(classify(signs, 0.6)).toMatchObject({ name: 'strolling', confidence: 0.6 });
    expect(classify(signs, 0.61)).toMatchObject({ name: 'unknown', confidence: 0.6, lengthSeconds: 0 });
  });

  it('always answers with a moment of the list and a confidence of 0 to 1', () => {
    const signs = fc.record({
      speedMps: fc.option(realBetween(0, 120), { nil: undefined }),
      headingDeg: fc.option(realBetween(0, 360), { nil: undefined }),
      dwellMs: fc.integer({ min: 0, max: 15 * MINUTE }),
      atPlace: fc.boolean(),
      activity: fc.constantFrom(undefined, 'still', 'walking', 'running', 'cycling', 'vehicle', 'unknown'),
      zoneCategories: fc.array(fc.constantFrom(undefined, 'station', 'mall')),
    });
    fc.assert(
      fc.property(signs, (seen) => {
        const { name, confidence } = classify(seen as Signs);
        expect(MOMENTS).toContain(name);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});
