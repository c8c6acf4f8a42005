import type { Rate } from './limits.schema.js';
import { Meter } from './meter.js';

const SWEEP_MS = 60_000;

export interface Holder {
  readonly meter: Meter;
  /** Sockets that are open now. */
  connections: number;
}

/**
 * Those whose messages are metered, by name. They outlive their sockets, so that who connects anew does not start anew;
 * those without a socket whose buckets are full again are like new ones and go.
 */
export class Meters {
  readonly #holders = new Map<string, Holder>();
  #sweptAtMs = 0;

  constructor(private readonly rates: readonly Rate[]) {}

  of(name: string, nowMs: number): Holder {
    if (nowMs - this.#sweptAtMs > SWEEP_MS) this.sweep(nowMs);
    let holder = this.#holders.get(name);
    if (!holder) this.#holders.set(name, (holder = { meter: new Meter(this.rates), connections: 0 }));
    return holder;
  }

  get size(): number {
    return this.#holders.size;
  }

  private sweep(nowMs: number): void {
    this.#sweptAtMs = nowMs;
    for (const [name, { connections, meter }] of this.#holders) {
      if (connections === 0 && meter.isFull(nowMs)) this.#holders.delete(name);
    }
  }
}
