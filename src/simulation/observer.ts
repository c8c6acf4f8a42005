import type { OfferPush } from '../contract/decision.js';
import type { PositionAck } from '../contract/position.js';

/** An offer as it reached a phone, with what the simulation knows about the moment. */
export interface SeenOffer {
  readonly atMs: number;
  readonly customer: string;
  /** From the simulation's own truth; the engine keeps no station names. */
  readonly stationName: string;
  readonly push: OfferPush;
  readonly moment?: PositionAck['moment'];
  /** From sending the report to having the push. */
  readonly latencyMs: number;
}

/** Gets what happens in the simulated city, for those who show or count it. */
export interface Observer {
  connected(change: 1 | -1): void;
  /** `latencyMs`: from the report to its outcome, which is the push or the reasoned silence. */
  answered(ack: PositionAck, latencyMs: number): void;
  offered(offer: SeenOffer): void;
  accepted(): void;
  dismissed(): void;
  failed(what: string): void;
}
