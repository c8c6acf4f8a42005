import { createHash } from 'node:crypto';
import type { CatalogOffer } from '../../contract/catalog.js';

/** Changed cells that are told one by one; more are counted. */
const MOST_CHANGED_OFFERS = 1_000;

/** One value that differs. */
export interface LeafChange {
  /** Such as `valueMinor` or `treatments.0.texts.de.neutral.title`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One value of an offer. */
export interface CellChange extends LeafChange {
  readonly id: string;
}

export interface Comparison {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
}

/**
 * Counts what differs between two catalogs that come offer by offer. A digest is held for each older offer; the words of
 * both only where they differ, when the older file is read a second time by `cellsOf`.
 */
export class CatalogComparison {
  readonly #older = new Map<string, string>();
  readonly #changedTo = new Map<string, CatalogOffer>();
  readonly #counts = { new: 0, changed: 0, unchanged: 0 };
  readonly #met = new Set<string>();

  addOlder(offer: CatalogOffer): void {
    this.#older.set(offer.id, digestOf(offer));
  }

  addNewer(offer: CatalogOffer): void {
    const older = this.#older.get(offer.id);
    if (older === undefined) {
      this.#counts.new += 1;
      return;
    }
    this.#met.add(offer.id);
    if (older === digestOf(offer)) {
      this.#counts.unchanged += 1;
      return;
    }
    this.#counts.changed += 1;
    if (this.#changedTo.size < MOST_CHANGED_OFFERS) this.#changedTo.set(offer.id, offer);
  }

  /** What differs in one offer of the older file. */
  cellsOf(older: CatalogOffer): CellChange[] {
    const newer = this.#changedTo.get(older.id);
    return newer ? changesBetween(older, newer) : [];
  }

  /** Ids that the newer file names without a right offer (its row has a problem) are not removed, but kept as they are. */
  counts(keptIds = 0): Comparison {
    return { ...this.#counts, removed: Math.max(0, this.#older.size - this.#met.size - keptIds) };
  }

  /** Whether the newer catalog has this offer of the older one, too. */
  isInBoth(id: string): boolean {
    return this.#met.has(id);
  }

  isOlder(id: string): boolean {
    return this.#older.has(id);
  }
}

function digestOf(offer: CatalogOffer): string {
  return createHash('sha256').update(JSON.stringify(offer)).digest('base64').slice(0, 22);
}

export function changesBetween(older: CatalogOffer, newer: CatalogOffer): CellChange[] {
  return leafChanges(older, newer).map((change) => ({ id: newer.id, ...change }));
}

/** What differs between two objects, value by value; null where there is none. */
export function leafChanges(older: object, newer: object): LeafChange[] {
  const before = leavesOf(older);
  const after = leavesOf(newer);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, from: before.get(path) ?? null, to: after.get(path) ?? null }));
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) leaves.set(path, value);
    return leaves;
  }
  for (const [key, inner] of Object.entries(value)) leavesOf(inner, path ? `${path}.${key}` : key, leaves);
  return leaves;
}
