import type { AddressForm, Catalog, Offer, RuleOwner, Treatment, Words } from './offer.js';
import type { DecisionId, DeliveryId, Owner, OfferId } from './ids.js';
import type { LocalTime, Moment } from './moment.js';
import type { Profile, Scalars } from './facts.js';
import type { Learned } from './learned.js';
import type { Policy } from './policy.js';
import type { RefusalCode, Silence } from './reason.js';
import type { Shortages } from './stock.js';
import type { StageName } from '../stages.js';

export interface Consents {
  readonly location: boolean;
  /** `coarse`: positions are blurred to H3 res 7 before anything sees them. */
  readonly locationClass: 'precise' | 'coarse';
  readonly profiling: boolean;
  /** To marketing over the channel of this decision. */
  readonly marketing: boolean;
}

export type CandidateSource = 'nearby' | 'affinity' | 'everywhere';

/** An offer in reach, as the location stage saw it: nothing finer than a band leaves that stage. */
export interface Sighting {
  readonly ordinal: number;
  readonly source: CandidateSource;
  /** Whether the customer is in one of its zones. */
  readonly inside: boolean;
  /** Whether the fix is exact enough for the area. */
  readonly exactEnough: boolean;
  /** Index into DISTANCE_BANDS; absent for an offer without a place. */
  readonly distanceBand?: number;
  /** Whether the trail leads to the place; absent when it tells neither. */
  readonly towards?: boolean;
}

/** The output of the location and context stages: what a decision knows of the where and when, as coarse as records may be. */
export interface Situation {
  /** H3 res 9; absent without a position. */
  readonly cell?: string;
  readonly moment: Moment;
  readonly timeZone?: string;
  readonly sensitivePlace: boolean;
  /** The named zones of the catalog; not the areas of single offers. */
  readonly zones: readonly ZoneTransition[];
  readonly sightings: readonly Sighting[];
  /** How many more offers were in reach than a decision looks at: those that promised least. */
  readonly passedOver: number;
}

export interface ZoneTransition {
  readonly id: string;
  readonly change: 'enter' | 'stay' | 'leave';
}

/** One past contact: shown, or promised to be shown. `outbound`: we came to the customer, not the other way round. */
export interface Contact {
  readonly at: number;
  readonly offerId: string;
  readonly outbound: boolean;
}

/** What the customer said no to, and until when: an offer, `OFFER@CELL` (H3 res 8) for one place, `*` for all offers. */
export type Rests = Readonly<Record<string, number>>;

/** Everything that a decision may know. It is recorded, so that the decision can be made again. */
export interface DecisionInput {
  readonly decisionId: DecisionId;
  readonly seed: number;
  readonly now: number;
  readonly owner: Owner;
  readonly touchpoint: string;
  readonly outbound: boolean;
  readonly placements: readonly string[];
  readonly limit: number;
  readonly locale?: string;
  readonly addressForm?: AddressForm;
  readonly consents: Consents;
  readonly profile: Profile;
  readonly contacts: readonly Contact[];
  readonly rests: Rests;
  readonly context: Scalars;
  /** Absent when none of the offers in sight was found empty of late. */
  readonly shortages?: Shortages;
  readonly situation: Situation;
  /** What is stopped, as of `stopName`; left out: nothing. */
  readonly stops?: ReadonlySet<string>;
}

/** Input, versions and local time: what every stage gets. */
export interface StageContext {
  readonly input: DecisionInput;
  readonly catalog: Catalog;
  readonly policy: Policy;
  readonly localTime?: LocalTime;
}

export interface ChosenTreatment {
  readonly treatment: Treatment;
  readonly locale: string;
  readonly addressForm: AddressForm;
  readonly words: Words;
}

/** An offer on its way through the funnel. */
export interface Candidate {
  readonly offer: Offer;
  readonly sighting: Sighting;
  /** One for each placement that it can be shown in. */
  readonly treatments: readonly ChosenTreatment[];
}

/** Contacts that match `offerId` (`*`: any) since `sinceMs` must be fewer than `limit`. The commit checks the very same list. */
export interface ContactLimit {
  readonly offerId: string;
  readonly outboundOnly: boolean;
  readonly sinceMs: number;
  readonly limit: number;
  readonly code: 'CAP_REACHED' | 'SPACING' | 'GROUP_HELD';
}

export interface Refusal {
  readonly offerId: OfferId;
  readonly source: CandidateSource;
  readonly stage: StageName;
  readonly reason: RefusalCode;
}

export type PropensitySource = 'model' | 'prior' | 'fallback' | 'guarded';

/** P x C x V x L less the cost of the interruption: all in minor units of the offer's currency, but P, C and L. */
export interface Factors {
  readonly propensity: number;
  readonly propensitySource: PropensitySource;
  readonly contextWeight: number;
  /** Of an acceptance, less what it costs. */
  readonly valueMinor: number;
  readonly lever: number;
  readonly interruptionCostMinor: number;
  readonly arbitrationScore: number;
  /** Absent where nothing was learnt of the offer. */
  readonly learned?: LearnedFactors;
}

/** What customers did with the offer so far, and what that changed. */
export interface LearnedFactors extends Learned {
  /** P(accept) before. */
  readonly basePropensity: number;
}

/** A candidate with its worth. The factors behind it are told on demand: most decisions are never asked for them. */
export interface Scored {
  readonly candidate: Candidate;
  readonly propensity: number;
  readonly propensitySource: PropensitySource;
  /** P(accept) before what was learnt came in. */
  readonly basePropensity: number;
  readonly learned?: Learned;
  readonly arbitrationScore: number;
  /** Standard deviation of the score, for how little is known of P: minor units. */
  readonly scoreSpread: number;
}

/** A choice for one placement, with the next in line, should the commit refuse it. */
export interface Choice {
  readonly deliveryId: DeliveryId;
  readonly placement: string;
  readonly scored: Scored;
  readonly selectionProbability: number;
  /** It answers because nothing else does: contact limits neither bind nor count it. */
  readonly isFallback: boolean;
}

/** What answers a request for a placement when nothing else is chosen. */
export interface Fallback {
  readonly placement: string;
  readonly candidate: Candidate;
}

export interface Slot {
  readonly placement: string;
  readonly deliveryId: DeliveryId;
  /** [0] is what exploration chose, then the best by score: as many as the commit may fall through. */
  readonly ranked: readonly Choice[];
  /** All that could have won it, best first, and the chance of each. */
  readonly options: readonly Scored[];
  readonly probabilities: readonly number[];
}

/** One line of the funnel: every candidate has exactly one. */
export interface FunnelLine {
  readonly offerId: OfferId;
  readonly source: CandidateSource;
  readonly stage: StageName;
  readonly reason?: RefusalCode;
  /** The rule that dropped it, and whose it is. */
  readonly rule?: RuleOwner & { readonly text: string };
  /** It was shown because nothing else was chosen. */
  readonly fallback?: true;
  readonly distance?: string;
  readonly factors?: Factors;
  /** Of its own slot when granted, else of the first slot that it could have won. */
  readonly selectionProbability?: number;
}

/** The fallbacks of a request that may be shown. */
export interface Fallbacks {
  readonly kept: readonly Fallback[];
  /** Of those that were in no other way in reach: the funnel tells them as well. */
  readonly sightings: readonly Sighting[];
  readonly refusals: readonly Refusal[];
}

/** Prepared up to the model: what is left, what was dropped, and the matrix to score. */
export interface Prepared {
  readonly stage: StageContext;
  readonly kept: readonly Candidate[];
  readonly refusals: readonly Refusal[];
  readonly fallbacks: Fallbacks;
  /** Row-major, `kept.length` x columns; NaN is a missing value. */
  readonly matrix: Float32Array;
  readonly columns: number;
  /** 0 to 1, over the scored rows. */
  readonly missingShare: number;
}

export interface Scores {
  /** One per row of the matrix. */
  readonly propensities: Float32Array;
  readonly source: 'model' | 'fallback';
  readonly modelVersion: string;
  /** Why there is a fallback. */
  readonly fault?: string;
  /** Of the run, where it came to an end. */
  readonly tookMs?: number;
}

export interface Decision extends StageContext {
  readonly slots: readonly Slot[];
  readonly scored: readonly Scored[];
  readonly refusals: readonly Refusal[];
  /** Fallbacks that were in no other way in reach. */
  readonly fallbackSightings: readonly Sighting[];
  readonly silence?: Silence;
  readonly missingShare: number;
  readonly scoreSource: 'model' | 'fallback' | 'none';
}

/** What the stock of its offers says to a decision, before the commit has its say. */
export interface Reservation {
  /** For each slot the rank of the first choice that may be granted; -1 when none may. */
  readonly leads: readonly number[];
  /** Those of the leads that hold a lease. */
  readonly leased: readonly Choice[];
  readonly shortages: Shortages;
}

/** What the commit granted: not always the first choice of a slot. */
export interface Grant {
  readonly choice: Choice;
  /** Position in the customer's stream of offers. */
  readonly seq: number;
}

/** What the commit adds: grants as [slot, rank, seq], refusals as [offerId, code]. */
export interface CommitResult {
  readonly g: readonly (readonly [slot: number, rank: number, seq: number])[];
  readonly r: readonly (readonly [offerId: string, code: string])[];
  /** Unrecorded: what the decision has used was not allowed any more. */
  readonly u?: 1;
}

/** The decision as it came to pass. */
export interface Outcome {
  readonly grants: readonly Grant[];
  readonly refusedByCommit: readonly Pick<Refusal, 'offerId' | 'reason'>[];
  readonly silence?: Silence;
  /** True when the commit refused a first choice: off-policy evaluation leaves such decisions out. */
  readonly changedByCommit: boolean;
}
