/** What every client has to keep to, whatever its language: one line each, in the order in which they are tried. */
export const RULES = {
  CONNECTS: 'connects to the namespace /v1/device, web socket only, with its token in `auth.token`',
  RESUMES_FROM_START: 'asks `inbox:resume { afterSeq: 0 }` when it has nothing yet',
  NOTHING_BEFORE_CONSENT: 'sends no position and no context before consent to location is granted',
  SENDS_CONSENT: 'sends `consent:set` with what the customer has decided',
  REPORTS_POSITIONS: 'sends `position:report` once there is consent, and again when it is time',
  OBEYS_NEXT_REPORT: 'reports no sooner than `nextReport` of the last ack asks, by time or by way',
  SHOWS_OFFERS: 'shows an offer that is pushed',
  TOLERATES_UNKNOWN: 'gets along with fields and events that it does not know',
  ACKS_EACH_PUSH: 'acks each push, also one that it does not show',
  DROPS_EXPIRED: 'does not show an offer whose `expiresAt` is over',
  REMOVES_EXPIRED: 'takes an offer off the screen when its `expiresAt` comes',
  HONOURS_RETRACT: 'takes an offer off the screen that `offer:retract` names',
  WAITS_AS_ASKED: 'waits at least `retryAfterMs` of a refused connection before it tries again',
  RESUMES_AFTER_LAST: 'asks `inbox:resume` with the highest `seq` that it has, after each cut',
  SHOWS_MISSED: 'shows what came while it was away',
  SHOWN_ONCE: 'shows no delivery twice',
  FEEDBACK_SURVIVES: 'sends feedback again whose ack was lost',
  FEEDBACK_KEEPS_ID: 'sends it with the `eventId` that it had, so that it counts once, and no more when it is acked',
  NO_STALE_POSITION: 'never sends a position that it got while the line was down',
  HONOURS_DRAINING: 'comes back no sooner than `session:hint { draining, retryAfterMs }` asks',
  STOPS_ON_WITHDRAWAL: 'sends no position after consent to location is withdrawn',
  VALID_MESSAGES: 'sends nothing but events of the contract, each fitting its schema, each with an ack callback',
} as const;

/** What it has to keep to with an engine that runs. Nothing is played there but the cut and a push that comes again. */
export const ENGINE_RULES = {
  ENGINE_TAKES_TOKEN: 'is let in by the engine, with the token that it was given',
  ENGINE_VALID_MESSAGES: 'sends nothing but events of the contract, each fitting its schema, each with an ack callback',
  ENGINE_TAKES_MESSAGES: 'sends nothing that the engine refuses or leaves without an ack; rate limits aside',
  ENGINE_OFFERS_SHOWN: 'shows each offer that the engine pushes',
  ENGINE_OFFERS_ACKED: 'acks each push of the engine',
  ENGINE_OFFERS_ONCE: 'shows no delivery of the engine twice, also when it comes again',
  ENGINE_RESUMES: 'comes back after a cut and asks `inbox:resume` with the highest `seq` that it has seen',
  ENGINE_CONSENT_HOLDS: 'brings what the customer has decided last into the ledger of the engine',
} as const;

export type RuleName = keyof typeof RULES | keyof typeof ENGINE_RULES;

/** What a rule asks, in words. */
export function textOf(rule: RuleName): string {
  return { ...RULES, ...ENGINE_RULES }[rule];
}

export interface Judged {
  readonly rule: RuleName;
  readonly holds: boolean;
  /** What was seen, where it does not hold. */
  readonly seen?: string;
  /** What is to be known of it although it holds. */
  readonly remark?: string;
}
