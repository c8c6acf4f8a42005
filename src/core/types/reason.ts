import type { StageName } from '../stages.js';

/**
 * Why a candidate was dropped, or why a decision ended in silence. One table; codes are stable.
 * `stage` is the place in the funnel; a code of the decision as a whole has none.
 */
export const REASONS = {
  NOT_YET_VALID: { stage: 'available', text: 'The offer has not begun' },
  EXPIRED: { stage: 'available', text: 'The offer is over' },
  STOPPED: { stage: 'available', text: 'The offer was stopped' },
  OUT_OF_STOCK: { stage: 'available', text: 'Nothing of the offer is left' },
  OUT_OF_BUDGET: { stage: 'available', text: 'The budget of the offer is used up' },
  NO_TREATMENT: { stage: 'available', text: 'The offer has no form for this touchpoint and placement' },
  ON_REQUEST_ONLY: { stage: 'available', text: 'The offer is shown on request only' },
  OUTSIDE_ZONE: { stage: 'location', text: 'The customer is not where the offer holds' },
  FIX_TOO_COARSE: { stage: 'location', text: 'The position is too inexact for an area of this size' },
  OTHER_MOMENT: { stage: 'context', text: 'The offer is meant for other micro-moments' },
  OTHER_DAYPART: { stage: 'context', text: 'The offer is meant for other times of day' },
  OTHER_WEEKDAY: { stage: 'context', text: 'The offer is meant for other weekdays' },
  OUTSIDE_HOURS: { stage: 'context', text: 'The offer does not hold on this day or at this time' },
  OTHER_WEATHER: { stage: 'context', text: 'The offer is meant for other weather' },
  SENSITIVE_CATEGORY: { stage: 'consent', text: 'Offers of this kind are denied by default' },
  SENSITIVE_PLACE: { stage: 'consent', text: 'Nothing is decided at or near a sensitive place' },
  CONSENT_MISSING: { stage: 'consent', text: 'The customer has not agreed to what this would take' },
  NOT_ELIGIBLE: { stage: 'eligibility', text: 'The customer may not have this offer' },
  NOT_APPLICABLE: { stage: 'applicability', text: 'The offer makes no sense given what the customer has' },
  NOT_SUITABLE: { stage: 'suitability', text: 'The offer is not right for this customer' },
  NO_WORDS: { stage: 'suitability', text: 'There are no words in the language and form of address of the customer' },
  WORDS_UNFILLED: { stage: 'suitability', text: 'The words tell something that is not known here' },
  ATTENTION_TOO_SHORT: {
    stage: 'suitability',
    text: 'Every form of the offer asks for more attention than the moment has',
  },
  RESTING: { stage: 'contact-policy', text: 'The offer rests after the customer said no' },
  CAP_REACHED: { stage: 'contact-policy', text: 'The customer has been shown enough' },
  GROUP_HELD: { stage: 'contact-policy', text: 'Another offer of its exclusion group holds for the customer' },
  SPACING: { stage: 'contact-policy', text: 'The last contact is too recent' },
  QUIET_HOURS: { stage: 'contact-policy', text: 'It is night where the customer is' },
  ZONE_UNKNOWN: { stage: 'contact-policy', text: 'Whether it is night where the customer is cannot be told' },
  OVER_REACH_LIMIT: { stage: 'limit', text: 'More offers were in reach than one decision looks at' },
  OVER_SCORING_LIMIT: { stage: 'limit', text: 'More candidates were left than are scored' },
  BELOW_THRESHOLD: { stage: 'propensity', text: 'The customer is too unlikely to accept' },
  NOT_WORTH_IT: { stage: 'arbitration', text: 'The gain does not outweigh the interruption' },
  GROUP_TAKEN: { stage: 'arbitration', text: 'Another offer of its exclusion group was chosen' },
  OUTRANKED: { stage: 'arbitration', text: 'Another offer was chosen' },
  STOCK_UNKNOWN: { stage: 'commit', text: 'Whether any of the offer is left cannot be told' },
  RACE_LOST: { stage: 'commit', text: 'The state changed while the decision was made' },
  NO_OFFER_NEARBY: { text: 'No offer is in reach' },
  UNCHANGED: { text: 'Nothing has changed since the last decision' },
  COALESCED: { text: 'A newer report of the same device took its place' },
  FIX_MOCK: { text: 'The phone says that the position is made up' },
  FIX_POOR: { text: 'The position is too inexact to be used' },
  FIX_IMPOSSIBLE: { text: 'The position cannot be reached from the last one in that time' },
  FIX_LATE: { text: 'A newer position is known' },
  STATE_UNAVAILABLE: { text: 'The state store does not answer, so consent is not known' },
} as const satisfies Record<string, { stage?: StageName; text: string }>;

export type ReasonCode = keyof typeof REASONS;
/** Reasons that a candidate can be dropped for: those with a stage. */
export type RefusalCode = {
  [Code in ReasonCode]: (typeof REASONS)[Code] extends { stage: StageName } ? Code : never;
}[ReasonCode];

export interface Silence {
  readonly code: ReasonCode;
  readonly message: string;
}

export function silence(code: ReasonCode): Silence {
  return { code, message: REASONS[code].text };
}
