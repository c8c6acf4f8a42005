import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkCatalog } from '../../src/catalog/check-catalog.js';
import { compileCatalog } from '../../src/catalog/compile-catalog.js';
import type { CatalogInput } from '../../src/contract/catalog.js';
import type { PropensityPriors } from '../../src/core/arbitration/value.js';
import { localTimeIn } from '../../src/core/context/local-time.js';
import { finishDecision, prepareDecision } from '../../src/core/decision.js';
import { compileEncoder } from '../../src/core/features/encoder.js';
import type { Decision, DecisionInput, Scores, Sighting, StageContext } from '../../src/core/types/decision.js';
import { EMPTY_PROFILE } from '../../src/core/types/facts.js';
import type { Fix } from '../../src/core/types/fix.js';
import type { CustomerId, DecisionId, TenantId } from '../../src/core/types/ids.js';
import { NO_MOMENT, type MomentName } from '../../src/core/types/moment.js';
import type { Catalog, Offer, Point, Zone } from '../../src/core/types/offer.js';
import type { Exploration, Policy } from '../../src/core/types/policy.js';
import { readBusiness } from '../../src/platform/config/business.js';

const pathOf = (fromRoot: string) => fileURLToPath(new URL(`../../${fromRoot}`, import.meta.url));

/** Wednesday, 17 June 2026, 12:00 in Berlin. */
export const NOON = Date.UTC(2026, 5, 17, 10);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const BERLIN = 'Europe/Berlin';
export const ALEXANDERPLATZ: Point = { lat: 52.5219, lng: 13.4132 };

/** The business numbers that ship with Proxima. */
export const { policy, touchpoints }: { policy: Policy; touchpoints: ReturnType<typeof readBusiness>['touchpoints'] } =
  readBusiness(pathOf('config'));

/** Exploration of this share of decisions. */
export function exploring(epsilon: number): Exploration {
  return { kind: 'epsilon-greedy', epsilon, floor: 0 };
}

/** The shipped policy with some numbers of one or more parts changed. */
export function policyWith(changes: { [Part in keyof Policy]?: Partial<Policy[Part]> }): Policy {
  const changed = Object.entries(changes).map(([part, change]) => [
    part,
    Array.isArray(change) ? change : { ...(policy[part as keyof Policy] as object), ...(change as object) },
  ]);
  return { ...policy, ...Object.fromEntries(changed) };
}

export const MODEL_DIR = pathOf('models/propensity/1');
export const manifest = JSON.parse(readFileSync(`${MODEL_DIR}/manifest.json`, 'utf8')) as {
  columns: string[];
  categories: string[];
  basePrior: number;
};
export const encoder = compileEncoder(manifest.columns);
export const priors: PropensityPriors = {
  knownCategories: new Set(manifest.categories),
  basePrior: manifest.basePrior,
};

export type OfferInput = CatalogInput['offers'][number];
export type TreatmentInput = OfferInput['treatments'][number];
export type ZoneInput = NonNullable<CatalogInput['zones']>[number];

export function treatmentOf(change: Partial<TreatmentInput> = {}): TreatmentInput {
  return {
    id: 'push',
    attentionSeconds: 5,
    texts: { de: { neutral: { title: 'Cappuccino', body: 'Jetzt für 2,50 Euro' } } },
    ...change,
  };
}

/** An offer as it stands in a catalog file: coffee, for everybody, everywhere, on a push. */
export function offerOf(id: string, change: Partial<OfferInput> = {}): OfferInput {
  return { id, name: id, category: 'coffee', valueMinor: 400, treatments: [treatmentOf()], ...change };
}

export function circleZone(id: string, centre: Point, radiusMetres: number, category?: string): ZoneInput {
  return { id, name: id, area: { circle: { ...centre, radiusMetres } }, ...(category ? { category } : {}) };
}

/** Checks and compiles, as a published file would be. */
export function catalogOf(
  offers: readonly OfferInput[],
  zones: readonly ZoneInput[] = [],
  head: Partial<CatalogInput> = {},
): Catalog {
  const checked = checkCatalog({ ...head, offers, zones });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, null, 2));
  return compileCatalog(checked.file, 'test');
}

export function offersIn(catalog: Catalog): Offer[] {
  return Array.from({ length: catalog.offerCount }, (_, ordinal) => catalog.offer(ordinal));
}

export function zonesIn(catalog: Catalog): Zone[] {
  return Array.from({ length: catalog.zoneCount }, (_, ordinal) => catalog.zone(ordinal));
}

export function sightingOf(ordinal: number, change: Partial<Sighting> = {}): Sighting {
  return { ordinal, source: 'everywhere', inside: true, exactEnough: true, ...change };
}

/** Every offer of a catalog in sight, from everywhere. */
export function sightAll({ offerCount }: Catalog): Sighting[] {
  return Array.from({ length: offerCount }, (_, ordinal) => sightingOf(ordinal));
}

export type InputChange = Partial<Omit<DecisionInput, 'situation'>> & {
  readonly situation?: Partial<DecisionInput['situation']>;
};

/** A decision at noon in Berlin for a customer who agreed to everything and has no history. */
export function inputOf({ situation, ...change }: InputChange = {}): DecisionInput {
  return {
    decisionId: 'd1' as DecisionId,
    seed: 1,
    now: NOON,
    owner: { tenant: 'default' as TenantId, customer: 'anna' as CustomerId },
    touchpoint: 'app-push',
    outbound: true,
    placements: ['card'],
    limit: 1,
    locale: 'de',
    consents: { location: true, locationClass: 'precise', profiling: true, marketing: true },
    profile: EMPTY_PROFILE,
    contacts: [],
    rests: {},
    context: {},
    ...change,
    situation: {
      moment: NO_MOMENT,
      timeZone: BERLIN,
      sensitivePlace: false,
      zones: [],
      sightings: [],
      passedOver: 0,
      ...situation,
    },
  };
}

export function momentOf(name: MomentName) {
  return { name, confidence: 0.9, lengthSeconds: 60 };
}

export function stageOf(catalog: Catalog, change: InputChange = {}, numbers: Policy = policy): StageContext {
  const input = inputOf({ ...change, situation: { sightings: sightAll(catalog), ...change.situation } });
  const { timeZone } = input.situation;
  return { input, catalog, policy: numbers, localTime: timeZone ? localTimeIn(timeZone, input.now) : undefined };
}

/** What a model would have answered, one number a row. */
export function scoresOf(propensities: readonly number[]): Scores {
  return { propensities: Float32Array.from(propensities), source: 'model', modelVersion: 'test' };
}

/** Prepares and finishes with the same score for every row. */
export function decideWith(
  catalog: Catalog,
  change: InputChange = {},
  numbers: Policy = policy,
  score = 0.6,
): Decision {
  const { input } = stageOf(catalog, change, numbers);
  const prepared = prepareDecision(input, catalog, numbers, encoder);
  return finishDecision(prepared, scoresOf(prepared.kept.map(() => score)), priors);
}

export function fixOf(point: Point, change: Partial<Fix> = {}): Fix {
  return { ...point, accuracyMetres: 10, at: NOON, ...change };
}

const METRES_A_DEGREE = 111_195;

/** A point so many metres to the east and north: exact enough for a few kilometres away from the poles. */
export function movedBy({ lat, lng }: Point, eastMetres: number, northMetres: number): Point {
  return {
    lat: lat + northMetres / METRES_A_DEGREE,
    lng: lng + eastMetres / METRES_A_DEGREE / Math.cos((lat * Math.PI) / 180),
  };
}
