import type { Sighting } from '../core/types/decision.js';
import type { OfferId, TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import type { Shortage, Shortages } from '../core/types/stock.js';

/** An offer that was given back is passed over for no longer than this. */
const KEEP_MS = 2_000;

interface Known {
  readonly shortage: Shortage;
  readonly untilMs: number;
}

/**
 * Of which offers this process got nothing a moment ago, so that each decision does not score them and ask for them in
 * vain. It saves work and decides nothing: what it has forgotten or never knew the lease refuses.
 */
export class SoldOut {
  readonly #known = new Map<string, Known>();

  note(tenant: TenantId, offerId: OfferId, shortage: Shortage, nowMs: number): void {
    const name = `${tenant} ${offerId}`;
    // Behind the older ones, so that they can be forgotten from the front.
    this.#known.delete(name);
    this.#known.set(name, { shortage, untilMs: nowMs + KEEP_MS });
  }

  /** @returns nothing when none of the offers in sight is known to be empty. */
  among(tenant: TenantId, catalog: Catalog, sightings: readonly Sighting[], nowMs: number): Shortages | undefined {
    this.forget(nowMs);
    if (this.#known.size === 0) return undefined;
    let found: Record<string, Shortage> | undefined;
    for (const { ordinal } of sightings) {
      const { id, stock } = catalog.offer(ordinal);
      const known = stock && this.#known.get(`${tenant} ${id}`);
      if (known) (found ??= {})[id] = known.shortage;
    }
    return found;
  }

  clear(): void {
    this.#known.clear();
  }

  private forget(nowMs: number): void {
    for (const [name, { untilMs }] of this.#known) {
      if (untilMs > nowMs) break;
      this.#known.delete(name);
    }
  }
}
