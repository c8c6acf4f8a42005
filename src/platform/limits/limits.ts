import type { IncomingMessage } from 'node:http';
import { Refused } from '../../contract/errors.js';
import type { Claims } from '../auth/claims.js';
import { addressOf } from './address.js';
import { ratesOf, type LimitNumbers, type Rate } from './limits.schema.js';
import { Meters } from './meters.js';
import { rateLimited, SocketMeter } from './socket-meter.js';

/** A socket that was let in, until it goes. */
export interface Admission {
  /** Left out when nothing is metered. */
  readonly meter?: SocketMeter;
  release(): void;
}

/** Until a full process or a customer with too many sockets may be worth another try. */
const FULL_RETRY_MS = 10_000;

/** The buckets behind one principal of HTTP. */
const REQUESTS = 0;
const CONSENTS = 1;

/**
 * Who may still send. Everything is counted in this process alone: to hold a rate over several would cost each message a
 * round trip to Redis. Counts of connections always hold; rates do not with event time, where a replay is paced by its acks.
 */
export class Limits {
  readonly #socketRates: readonly Rate[];
  readonly #customers: Meters;
  readonly #addresses: Meters;
  readonly #devices: Meters;
  readonly #others: Meters;

  constructor(
    readonly numbers: LimitNumbers,
    private readonly hasRates: boolean,
  ) {
    const { connections, http } = numbers;
    this.#socketRates = ratesOf(numbers, 'socket');
    this.#customers = new Meters(ratesOf(numbers, 'customer'));
    this.#addresses = new Meters([connections.perAddress]);
    this.#devices = new Meters([http.device, http.device]);
    this.#others = new Meters([http.others, http.others]);
  }

  /** @throws Refused when the process is full, or too many handshakes came from the address of the request. */
  admitHandshake(request: IncomingMessage, openConnections: number): void {
    const { perProcess, trustedProxies } = this.numbers.connections;
    if (openConnections >= perProcess) {
      throw new Refused('TOO_MANY_CONNECTIONS', 'This process holds all the connections it may', [], FULL_RETRY_MS);
    }
    if (this.hasRates) spend(this.#addresses, addressOf(request, trustedProxies));
  }

  /** @throws Refused TOO_MANY_CONNECTIONS when the customer has as many sockets as one may have. */
  admitSocket(claims: Claims): Admission {
    const holder = this.#customers.of(`${claims.tenant}:${claims.role}:${claims.sub}`, performance.now());
    const { perCustomer } = this.numbers.connections;
    if (holder.connections >= perCustomer) {
      const text = `There are ${perCustomer} open connections of this customer, and no more may be`;
      throw new Refused('TOO_MANY_CONNECTIONS', text, [], FULL_RETRY_MS);
    }
    holder.connections++;
    let isHeld = true;
    return {
      meter: this.hasRates ? new SocketMeter(this.#socketRates, this.numbers.refusals, holder.meter) : undefined,
      release: () => {
        if (isHeld) holder.connections--;
        isHeld = false;
      },
    };
  }

  /** @throws Refused RATE_LIMITED when the principal has sent too many requests. */
  admitRequest(claims: Claims, isConsent: boolean): void {
    if (!this.hasRates) return;
    const principals = claims.role === 'device' ? this.#devices : this.#others;
    spend(principals, `${claims.tenant}:${claims.role}:${claims.sub}`, isConsent ? CONSENTS : REQUESTS);
  }
}

function spend(meters: Meters, name: string, bucket = 0): void {
  const nowMs = performance.now();
  const { meter } = meters.of(name, nowMs);
  const waitMs = meter.waitMs(bucket, 1, nowMs);
  if (waitMs > 0) throw rateLimited(waitMs);
  meter.take(bucket, 1, nowMs);
}
