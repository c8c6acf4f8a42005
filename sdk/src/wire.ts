import type { Ack, OfferPush, OfferRetract, SessionHint } from './contract.js';

/** What a connection tells. After `refused` or `closed` it tells nothing more. */
export interface WireEvents {
  opened(): void;
  /** It was not let in. `code` is one of the engine, or UNREACHABLE. */
  refused(code: string, retryAfterMs?: number): void;
  closed(): void;
  /** `ack` means delivered. */
  pushed(offer: OfferPush, ack: () => void): void;
  retracted(retraction: OfferRetract): void;
  hinted(hint: SessionHint): void;
}

/** One connection, from its opening to its end. */
export interface Wire {
  /** @throws ProximaError DISCONNECTED or NO_ACK */
  send(event: string, payload: unknown): Promise<Ack<unknown>>;
  close(): void;
}

/** The way to an engine. The tests of apps put one of their own here. */
export interface Transport {
  open(token: string, events: WireEvents): Wire;
  /** The consents in force, as `GET /v1/customers/{id}/consents` tells them. */
  readConsents(token: string, customer: string): Promise<unknown>;
}
