import { describe, expect, it } from '@jest/globals';
import {
  ALEXANDERPLATZ,
  catalogOf,
  encoder as shipped,
  HOUR,
  manifest,
  momentOf,
  NOON,
  offerOf,
  sightingOf,
  stageOf,
  type InputChange,
  type OfferInput,
} from '../../../test/support/builders.js';
import type { Sighting } from '../types/decision.js';
import { EMPTY_PROFILE } from '../types/facts.js';
import { compileEncoder, UnknownColumnError } from './encoder.js';
import { EXTRACTORS } from './registry.js';

/** Encodes one candidate: column -> value. */
function encode(
  columns: readonly string[],
  change: InputChange = {},
  offer: Partial<OfferInput> = {},
  sighting: Partial<Sighting> = {},
) {
  const catalog = catalogOf([offerOf('o', offer)]);
  const { input, localTime } = stageOf(catalog, change);
  const candidate = { offer: catalog.offer(0), sighting: sightingOf(0, sighting), treatments: [] };
  const { matrix, missingShare } = compileEncoder(columns).encode({ input, localTime }, [candidate]);
  return {
    values: Object.fromEntries(columns.map((column, i) => [column, matrix[i]])),
    row: [...matrix],
    missingShare,
  };
}

const visits = (visitsPerMonth: Record<string, number>) => ({ profile: { ...EMPTY_PROFILE, visitsPerMonth } });
const noProfiling = {
  consents: { location: true, locationClass: 'precise' as const, profiling: false, marketing: true },
};
const noLocation = {
  consents: { location: false, locationClass: 'precise' as const, profiling: true, marketing: true },
};

describe('the features of the shipped model', () => {
  it('serve every column of its manifest', () => {
    expect(manifest.columns.length).toBeGreaterThan(20);
    expect(shipped.columns).toEqual(manifest.columns);
  });

  it('have a description and, when they have levels, all of them', () => {
    for (const { name, describe: text, kind, levels } of EXTRACTORS.values()) {
      expect([name, text.length > 10, kind === 'level']).toEqual([name, true, levels !== undefined]);
    }
  });

  it('are all missing for somebody of whom nothing is known but the offer', () => {
    const { values, missingShare } = encode(manifest.columns, { situation: { timeZone: undefined } });
    const known = Object.entries(values).filter(([, value]) => !Number.isNaN(value));
    expect(Object.fromEntries(known)).toEqual({
      'category=bar': 0,
      'category=coffee': 1,
      'category=takeaway': 0,
      'category=restaurant-budget': 0,
      'category=restaurant-mid': 0,
      validityHours: 24,
    });
    // Of 15 features all but the category and the validity.
    expect(missingShare).toBeCloseTo(13 / 15, 12);
  });
});

describe('columns', () => {
  it.each<[string, number, InputChange?, Partial<OfferInput>?, Partial<Sighting>?]>([
    ['daypart=afternoon', 1],
    ['daypart=night', 0],
    ['daypart=night', NaN, { situation: { timeZone: undefined } }],
    ['weather=rainy', 1, { context: { weather: 'rainy' } }],
    ['weather=sunny', 0, { context: { weather: 'rainy' } }],
    ['weather=rainy', NaN, { context: { weather: 'foggy' } }],
    ['weather=rainy', NaN],
    ['temperatureCelsius', -3.5, { context: { temperature: -3.5 } }],
    ['temperatureCelsius', 0, { context: { temperature: 0 } }],
    ['temperatureCelsius', NaN, { context: { temperature: 'cold' } }],
    ['companion=friends', 1, { context: { companion: 'friends' } }],
    ['companion=friends', NaN, { context: { companion: 'friends' }, ...noProfiling }],
    ['intent=home', 1, { context: { intent: 'home' } }],
    ['intent=home', NaN, { context: { intent: 'home' }, ...noProfiling }],
    ['intent=free', 1, { situation: { moment: momentOf('strolling') } }],
    ['intent=free', 1, { situation: { moment: momentOf('strolling') }, ...noProfiling }],
    ['intent=work', 1, { now: NOON - 4 * HOUR, situation: { moment: momentOf('commuting') } }],
    ['intent=home', 1, { now: NOON + 7 * HOUR, situation: { moment: momentOf('commuting') } }],
    ['intent=home', NaN, { situation: { moment: momentOf('commuting') } }],
    ['intent=home', NaN, { now: NOON + 79 * HOUR, situation: { moment: momentOf('commuting') } }],
    ['category=coffee', 1],
    ['category=bar', 1, {}, { category: 'bar' }],
    ['validityHours', 6, {}, { validityHours: 6 }],
    ['validityHours', 2, {}, { validityHours: 6, validTo: NOON + 2 * HOUR }],
    ['travelMinutes', (75 * 1.3) / 1.35 / 60, {}, {}, { distanceBand: 1 }],
    ['travelMinutes', (75 * 1.3) / 7 / 60, { situation: { moment: momentOf('commuting') } }, {}, { distanceBand: 1 }],
    ['travelMinutes', NaN],
    ['travelMinutes', NaN, noLocation, {}, { distanceBand: 1 }],
    ['headingTowards', 1, {}, {}, { towards: true }],
    ['headingTowards', 0, {}, {}, { towards: false }],
    ['headingTowards', NaN],
    ['headingTowards', NaN, noLocation, {}, { towards: true }],
    ['visitsOwnCategory', 3.5, visits({ coffee: 3.5 })],
    ['visitsOwnCategory', NaN, visits({ bar: 3.5 })],
    ['visitsOwnCategory', NaN, visits({}), { category: 'constructor' }],
    ['visitsOwnCategory', NaN, { ...visits({ coffee: 3.5 }), ...noProfiling }],
    ['visitsBar', 0, visits({ bar: 0 })],
    ['visitsRestaurantMid', 2, visits({ 'restaurant-mid': 2 })],
    ['visitsCoffee', NaN, { ...visits({ coffee: 2 }), ...noProfiling }],
  ])('%s is %d', (column, value, ...given) => {
    const { values } = encode([column], ...given);
    if (Number.isNaN(value)) expect(values[column]).toBeNaN();
    else expect(values[column]).toBeCloseTo(value, 5);
  });

  it('come out in the order of the manifest, whatever that is', () => {
    const columns = ['validityHours', 'daypart=afternoon', 'category=coffee', 'daypart=morning', 'travelMinutes'];
    expect(encode(columns).row).toEqual([24, 1, 1, 0, NaN]);
    expect(encode(columns.toReversed()).row).toEqual([NaN, 0, 1, 1, 24]);
  });

  it.each([
    ['a name that no feature has', ['shoeSize']],
    ['a level that the feature has not', ['weather=foggy']],
    ['a feature with levels, without one', ['weather']],
    ['a number with a level', ['validityHours=24']],
    ['a name of every object', ['constructor', 'toString=a']],
  ])('with %s are refused by name', (_name, unknown) => {
    const compile = () => compileEncoder(['validityHours', ...unknown]);
    expect(compile).toThrow(UnknownColumnError);
    expect(compile).toThrow(unknown.join(', '));
  });
});

describe('the missing share', () => {
  it.each([
    [['weather=sunny', 'weather=rainy', 'weather=snowy', 'validityHours'], {}, 1 / 2],
    [['weather=sunny', 'weather=rainy', 'weather=snowy', 'validityHours'], { context: { weather: 'sunny' } }, 0],
    [['visitsBar', 'temperatureCelsius', 'travelMinutes'], visits({ bar: 1 }), 2 / 3],
  ])('of %j counts features, not columns', (columns, change, share) => {
    expect(encode(columns, change).missingShare).toBeCloseTo(share, 12);
  });

  it('is over all rows, and 0 without any', () => {
    const catalog = catalogOf([offerOf('o', { place: ALEXANDERPLATZ })]);
    const { input, localTime } = stageOf(catalog);
    const candidate = { offer: catalog.offer(0), sighting: sightingOf(0), treatments: [] };
    const near = { ...candidate, sighting: sightingOf(0, { distanceBand: 0 }) };
    const { encode } = compileEncoder(['weather=sunny', 'travelMinutes', 'validityHours']);
    expect(encode({ input, localTime }, [candidate, near, near]).missingShare).toBeCloseTo(4 / 9, 12);
    expect(encode({ input, localTime }, [])).toEqual({ matrix: new Float32Array(0), missingShare: 0 });
  });
});
