import type { Candidate, Choice, Decision, DecisionInput, Rests } from '../types/decision.js';
import { NOTHING_RECENT, type Profile, type Recent } from '../types/facts.js';
import type { DeliveryId, OfferId, Owner } from '../types/ids.js';
import type { Moment } from '../types/moment.js';
import type { ReasonCode } from '../types/reason.js';
import { digestOf } from './digest.js';
import { packContacts, unpackContacts } from './pack-contacts.js';
import { packLearned } from './pack-learned.js';
import { packSightings, unpackSightings } from './pack-sightings.js';
import { packZones, unpackZones, type PackedZones } from './pack-zones.js';

/** Everything that was not data: which numbers, offers and model decided. */
export interface Versions {
  readonly catalog: string;
  readonly policy: string;
  readonly model: string;
}

/**
 * The compact record: what the decision knew, which versions decided, and how it ended. The funnel is not stored 64-fold:
 * it is computed again from this. Positions are as coarse as the input already is (H3 res 9, bands).
 */
export interface DecisionRecord {
  readonly v: 1;
  readonly input: PackedInput;
  readonly versions: Versions;
  readonly scoreSource: Decision['scoreSource'];
  readonly missingShare: number;
  /** What customers had done with the scored offers until then: `packLearned`. Absent where nothing was learnt. */
  readonly learned?: string;
  /** Of all the numbers that decided: `digestOf`. */
  readonly digest: string;
  readonly silence?: ReasonCode;
  /** How many candidates each reason dropped. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly slots: readonly RecordedSlot[];
}

/** The commit's view of a slot: its delivery, the offers in line for it, and which of them is the fallback, if any. */
export interface RecordedSlot {
  readonly delivery: DeliveryId;
  readonly offers: readonly OfferId[];
  readonly fallback?: number;
  /** The exact probability with which each of them was to be drawn. */
  readonly chances: readonly number[];
  /** P(accept) of each before what was learnt came in, to six digits; the chances are those after it. */
  readonly propensities: readonly number[];
  /** Ranks of those whose propensity is no score of the model; absent where there are none. */
  readonly unscored?: readonly number[];
  /** In which treatment each of them would be shown here; the last goes for the rest. Absent in older records. */
  readonly treatments?: readonly string[];
}

type PackedInput = Omit<DecisionInput, 'owner' | 'situation' | 'contacts' | 'rests' | 'profile' | 'stops'> & {
  /** Absent where nothing is stopped, as mostly. */
  readonly stops?: readonly string[];
  readonly profile: Omit<Profile, 'offers' | 'recent'> & {
    /** Absent where nothing is known, as with most customers. */
    readonly recent?: Recent;
    readonly offers: Readonly<Record<string, readonly [impressions: number, accepts: number, dismissals: number]>>;
  };
  /** Absent where there are none. */
  readonly contacts?: string;
  readonly rests?: Rests;
  readonly situation: Omit<DecisionInput['situation'], 'sightings' | 'passedOver' | 'moment' | 'zones'> & {
    /** Absent where nothing was, as nearly always. */
    readonly passedOver?: number;
    readonly zones: PackedZones;
    readonly moment: readonly [Moment['name'], number, number];
    readonly sightings: string;
  };
};

export function toRecord(decision: Decision, versions: Versions): DecisionRecord {
  const reasons: Record<string, number> = {};
  for (const { reason } of decision.refusals) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const { passedOver } = decision.input.situation;
  if (passedOver > 0) reasons.OVER_REACH_LIMIT = passedOver;
  return {
    v: 1,
    input: packInput(decision.input),
    versions,
    scoreSource: decision.scoreSource,
    missingShare: Math.round(decision.missingShare * 1000) / 1000,
    learned: packLearned(decision.scored),
    digest: digestOf(decision),
    silence: decision.silence?.code,
    reasons,
    slots: decision.slots.map(({ deliveryId, placement, ranked }) => ({
      delivery: deliveryId,
      offers: ranked.map(({ scored }) => scored.candidate.offer.id),
      // The fallback ends its line. JSON leaves out what is undefined.
      fallback: ranked.at(-1)?.isFallback ? ranked.length - 1 : undefined,
      chances: ranked.map(({ selectionProbability }) => selectionProbability),
      propensities: ranked.map(({ scored }) => Number(scored.basePropensity.toPrecision(6))),
      unscored: unscoredOf(ranked),
      treatments: treatmentsIn(placement, ranked),
    })),
  };
}

function unscoredOf(ranked: readonly Choice[]): number[] | undefined {
  const ranks = ranked.flatMap(({ scored }, rank) => (scored.propensitySource === 'model' ? [] : rank));
  return ranks.length > 0 ? ranks : undefined;
}

function treatmentsIn(placement: string, ranked: readonly Choice[]): string[] {
  const ids = ranked.map(({ scored }) => treatmentIn(scored.candidate, placement));
  while (ids.length > 1 && ids.at(-1) === ids.at(-2)) ids.pop();
  return ids;
}

function treatmentIn({ treatments }: Candidate, placement: string): string {
  return treatments.find(({ treatment }) => treatment.placement === placement)?.treatment.id ?? '';
}

/** All but the owner, under whose name the record is kept. Written out, since spreading would cost more than all the rest. */
function packInput(input: DecisionInput): PackedInput {
  const { situation, profile } = input;
  const { moment } = situation;
  return {
    decisionId: input.decisionId,
    seed: input.seed,
    now: input.now,
    touchpoint: input.touchpoint,
    outbound: input.outbound,
    placements: input.placements,
    limit: input.limit,
    locale: input.locale,
    addressForm: input.addressForm,
    consents: input.consents,
    rests: isEmpty(input.rests) ? undefined : input.rests,
    context: input.context,
    shortages: input.shortages,
    profile: {
      attributes: profile.attributes,
      visitsPerMonth: profile.visitsPerMonth,
      purchasesPerMonth: profile.purchasesPerMonth,
      affinity: profile.affinity,
      recent: packRecent(profile.recent),
      offers: mapValues(
        profile.offers,
        ({ impressions, accepts, dismissals }) => [impressions, accepts, dismissals] as const,
      ),
    },
    contacts: packContacts(input.contacts, input.now),
    situation: {
      cell: situation.cell,
      timeZone: situation.timeZone,
      sensitivePlace: situation.sensitivePlace,
      moment: [moment.name, moment.confidence, moment.lengthSeconds],
      zones: packZones(situation.zones),
      sightings: packSightings(situation.sightings),
      passedOver: situation.passedOver > 0 ? situation.passedOver : undefined,
    },
    stops: input.stops && input.stops.size > 0 ? [...input.stops] : undefined,
  };
}

/**
 * Written out as well: an export unpacks a million of them.
 * @param seen packed sightings: those of the record, or some of them.
 */
export function unpackInput(
  packed: PackedInput,
  owner: Owner,
  seen: string = packed.situation.sightings,
): DecisionInput {
  return {
    decisionId: packed.decisionId,
    seed: packed.seed,
    now: packed.now,
    owner,
    touchpoint: packed.touchpoint,
    outbound: packed.outbound,
    placements: packed.placements,
    limit: packed.limit,
    locale: packed.locale,
    addressForm: packed.addressForm,
    consents: packed.consents,
    profile: unpackProfile(packed.profile),
    contacts: unpackContacts(packed.contacts, packed.now),
    rests: packed.rests ?? {},
    context: packed.context,
    shortages: packed.shortages,
    situation: unpackSituation(packed.situation, seen),
    stops: packed.stops && new Set(packed.stops),
  };
}

function unpackProfile(packed: PackedInput['profile']): Profile {
  return {
    attributes: packed.attributes,
    visitsPerMonth: packed.visitsPerMonth,
    purchasesPerMonth: packed.purchasesPerMonth,
    affinity: packed.affinity,
    recent: packed.recent ?? NOTHING_RECENT,
    offers: mapValues(packed.offers, ([impressions, accepts, dismissals]) => ({ impressions, accepts, dismissals })),
  };
}

function unpackSituation(packed: PackedInput['situation'], seen: string): DecisionInput['situation'] {
  const [name, confidence, lengthSeconds] = packed.moment;
  return {
    cell: packed.cell,
    timeZone: packed.timeZone,
    sensitivePlace: packed.sensitivePlace,
    moment: { name, confidence, lengthSeconds },
    zones: unpackZones(packed.zones),
    sightings: unpackSightings(seen),
    passedOver: packed.passedOver ?? 0,
  };
}

function packRecent(recent: Recent): Recent | undefined {
  return isEmpty(recent.visits) && isEmpty(recent.purchases) ? undefined : recent;
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
