/**
 * The messages of the namespace `/v1/device`, as types without a library. sdk/test/contract.types.ts holds them against the
 * engine's schemas at compile time. Fields may grow: a client gets along with ones that it does not know.
 */

/** ISO 8601 with zone, or epoch milliseconds. */
export type Timestamp = number | string;

export type Activity = 'still' | 'walking' | 'running' | 'cycling' | 'vehicle' | 'unknown';

/** One fix as the operating system gave it. WGS 84 degrees; `accuracyMetres` is the radius of 68 % confidence. */
export interface Fix {
  lat: number;
  lng: number;
  accuracyMetres: number;
  at: Timestamp;
  speedMps?: number;
  headingDeg?: number;
  activity?: Activity;
  /** True when the system says that an app made the position up. */
  mock?: boolean;
}

/** When to report again: not before `afterMs`, or after `minMetres`, whichever comes first. */
export interface NextReport {
  afterMs: number;
  minMetres: number;
  why: string;
}

export interface Moment {
  /** Such as waiting, passing or unknown. */
  name: string;
  confidence: number;
  lengthSeconds: number;
}

export interface PositionAck {
  /** Fixes that were used; 0 without consent to location. */
  accepted: number;
  moment?: Moment;
  nextReport: NextReport;
  /** What came of the report: a decision with its push, or silence with its reason. */
  outcome: { decisionId?: string; deliveryId?: string; offerId?: string; silence?: string };
}

/** Values by name, as the context schema of the engine tells them: weather, companion, screen … */
export type ContextValues = Record<string, string | number | boolean>;

export interface ContextReport {
  at: Timestamp;
  values: ContextValues;
}

export interface ContextAck {
  accepted: number;
}

export interface OfferRequest {
  touchpoint: string;
  placements: string[];
  /** Offers per placement; 1 when left out. */
  limit?: number;
  context?: ContextValues;
}

export type AddressForm = 'du' | 'sie' | 'neutral';

/** The words and form of an offer, ready to be shown. */
export interface ShownTreatment {
  id: string;
  format: 'glance' | 'short' | 'rich';
  locale: string;
  addressForm: AddressForm;
  title: string;
  body: string;
}

export interface DecidedOffer {
  /** The key for acks and feedback. */
  deliveryId: string;
  offerId: string;
  placement: string;
  treatment: ShownTreatment;
  /** How long the customer needs to take it in. */
  attentionSeconds: number;
  /** ISO 8601, UTC. */
  expiresAt: string;
  /** Where it can be redeemed; absent when that is no circle. */
  validWithin?: { lat: number; lng: number; radiusMetres: number };
  /** One sentence for the customer: why this, why now. */
  reason: string;
  /** It answers because nothing else was chosen; never on a push. */
  fallback?: true;
}

export interface OfferPush extends DecidedOffer {
  /** Place in the customer's stream of offers. */
  seq: number;
  decisionId: string;
}

/** The answer to `offer:request`. `silence` is there when no offer is. */
export interface DecisionAnswer {
  decisionId: string;
  offers: DecidedOffer[];
  silence?: { code: string; message: string };
}

/** Why the engine takes an offer back. The list grows. */
export type RetractReason = 'LEFT_ZONE' | 'CONSENT_WITHDRAWN' | 'STOPPED' | 'SEEN_ELSEWHERE' | 'ANSWERED' | 'ERASED';

export interface OfferRetract {
  /** That of the push. */
  seq: number;
  deliveryId: string;
  /** Earlier pushes of this offer go with it. */
  offerId: string;
  reason: RetractReason;
}

/** The answer to `inbox:resume`: what this customer has not had an impression of, oldest first, and what was taken back. */
export interface InboxResumed {
  missed: OfferPush[];
  retracted: OfferRetract[];
  /** The stream that was known here is gone (an erasure): what is shown and not missed shall go. */
  restarted?: boolean;
}

interface About {
  eventId: string;
  at: Timestamp;
  deliveryId?: string;
  offerId?: string;
}

export type DismissReason = 'not-interested' | 'not-here' | 'not-now';

export type FeedbackEvent =
  | (About & { type: 'delivered' })
  | (About & { type: 'impression' })
  | (About & { type: 'click' })
  | (About & { type: 'accept' })
  | (About & { type: 'redeem' })
  | (About & { type: 'dismiss'; reason: DismissReason })
  | (About & { type: 'purchase'; category: string; valueMinor?: number; currency?: string })
  | (About & { type: 'visit'; category: string; placeId?: string })
  | (About & { type: 'rating'; stars: number });

export interface FeedbackResult {
  eventId: string;
  status: 'recorded' | 'duplicate' | 'refused';
  code?: string;
  message?: string;
}

export interface ConsentSet {
  purpose: 'location' | 'profiling' | 'marketing';
  /** Limits a marketing entry to one channel. */
  channel?: string;
  /** For location: how exact a position may be used. */
  dataClass?: 'precise' | 'coarse';
  status: 'granted' | 'withdrawn';
  /** Names the words that the customer saw. */
  textVersion: string;
}

export interface ConsentEntry extends ConsentSet {
  at: string;
}

/** What the engine wants of the socket. */
export interface SessionHint {
  /** The engine is going: the socket will close, connect anew then. */
  draining?: boolean;
  /** How long to wait before that, each phone its own time. */
  retryAfterMs?: number;
}

export interface Issue {
  path: string;
  message: string;
}

/** Why a message was refused. New codes may come. */
export interface Failure {
  code: string;
  message: string;
  issues: Issue[];
  retryAfterMs?: number;
}

export type Ack<T> = { ok: true; data: T } | { ok: false; error: Failure };

/** What a device sends, with what its ack brings. */
export interface Calls {
  'position:report': { sends: Fix | { fixes: Fix[] }; gets: PositionAck };
  'context:report': { sends: ContextReport; gets: ContextAck };
  'offer:request': { sends: OfferRequest; gets: DecisionAnswer };
  'feedback:report': { sends: { events: FeedbackEvent[] }; gets: FeedbackResult[] };
  'consent:set': { sends: ConsentSet; gets: ConsentEntry };
  'inbox:resume': { sends: { afterSeq: number }; gets: InboxResumed };
}
