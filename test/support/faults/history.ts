/** What clients did and saw, in the order in which they saw it. Times are of one clock, in ms; ids are the clients' own. */
export type Operation = Consent | Report | Ack | Push | Feedback | StateLost;

/** How a call ended: `unknown` when no answer, or one that leaves open whether it took effect. */
export type Ending = 'ok' | 'refused' | 'unknown';

interface Call {
  readonly customer: string;
  readonly connection: string;
  readonly invokedAt: number;
  readonly respondedAt: number;
  readonly ending: Ending;
}

export interface Consent extends Call {
  readonly kind: 'consent';
  readonly purpose: string;
  readonly status: 'granted' | 'withdrawn';
}

export interface Report extends Call {
  readonly kind: 'report';
  /** Whether a decision was made and came into force, be it a silent one. */
  readonly isDecided: boolean;
  /** What the ack says was granted. */
  readonly deliveryId?: string;
  /** Why not, or the code of the refusal. */
  readonly code?: string;
}

export interface Feedback extends Call {
  readonly kind: 'feedback';
  readonly eventId: string;
  readonly status?: string;
}

/** An answer as it came over the wire: a client library drops a second one silently. */
export interface Ack {
  readonly kind: 'ack';
  readonly connection: string;
  readonly messageId: number;
  readonly at: number;
}

export interface Push {
  readonly kind: 'push';
  readonly customer: string;
  readonly connection: string;
  readonly at: number;
  readonly deliveryId: string;
  readonly seq: number;
}

/** From here on the state store has forgotten everything, as the tester knows who emptied it. */
export interface StateLost {
  readonly kind: 'state-lost';
  readonly at: number;
}

/** At most `limit` offers to one customer in any window of this length. */
export interface Cap {
  readonly limit: number;
  readonly windowMs: number;
}
