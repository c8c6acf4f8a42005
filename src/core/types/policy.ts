import type { ContactCap } from './offer.js';
import type { MomentName } from './moment.js';

/** The business numbers (`config/policy.yaml`), as a decision sees them. */
export interface Policy {
  readonly version: string;
  readonly location: {
    readonly maxAccuracyMetres: number;
    readonly maxSpeedMps: number;
    /** A fix is exact enough for an area when its accuracy is below radius times this. */
    readonly accuracyToRadius: number;
  };
  readonly moments: {
    readonly minConfidence: number;
    readonly lengthSeconds: Readonly<Record<MomentName, number>>;
    readonly attentionSeconds: Readonly<Record<MomentName, number>>;
    /** Zone categories where people wait for a vehicle. */
    readonly stopCategories: readonly string[];
  };
  readonly gate: { readonly maxAgeMs: number };
  readonly sensitiveCategories: readonly string[];
  /** How close to a sensitive area counts as there. */
  readonly sensitiveNearMetres: number;
  readonly affinity: { readonly minimum: number; readonly halfLifeDays: number };
  /** Offers in reach that one decision looks at: of more, those that promise most. */
  readonly candidates: { readonly most: number };
  readonly contact: {
    readonly caps: readonly ContactCap[];
    readonly spacingMs: number;
    /** Minutes of the day; from > to spans midnight; absent: none. */
    readonly quietHours?: { readonly fromMinute: number; readonly toMinute: number };
    readonly restMs: { readonly notInterested: number; readonly notHere: number; readonly notNow: number };
  };
  /** How long one unit of an offer is reserved without an impression, where the offer does not say. */
  readonly stock: { readonly leaseMs: number };
  readonly arbitration: {
    readonly scoringLimit: number;
    readonly minPropensity: number;
    readonly contextWeight: Readonly<Record<MomentName, number>>;
    readonly towardsWeight: number;
    readonly awayWeight: number;
    readonly interruptionCostMinor: Readonly<Record<MomentName, number>>;
    /** Added to the cost for each recent contact, fading with the half-life. */
    readonly pressureMinor: number;
    readonly pressureHalfLifeMs: number;
    readonly exploration: Exploration;
  };
  readonly learning: {
    /** How many impressions the starting propensity of an offer is worth, where the offer does not say. */
    readonly startingEvidence: number;
    /** What was seen counts half after this. */
    readonly halfLifeMs: number;
  };
}

/** How a decision departs from the best that it knows, to learn: each kind gives every option its exact chance. */
export type Exploration = {
  /** No option has a lower chance than this, as far as there is room for all. */
  readonly floor: number;
} & (
  | { readonly kind: 'epsilon-greedy'; readonly epsilon: number }
  | { readonly kind: 'inverse-gap'; readonly gamma: number }
  | { readonly kind: 'thompson'; readonly width: number }
);
