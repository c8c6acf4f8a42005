import type { ServingCatalog } from './serving/serving-catalog.js';

const MOST = 8;
/** Two versions of a million offers of some 0.6 kB: to go back to the one before must not wait for it. */
const MOST_BYTES = 768 * 2 ** 20;

/**
 * Catalogs by name, those that were asked for last: as many as their memory allows, and the last one in any case. The one
 * that serves is also held by whoever serves it.
 */
export class KeptCatalogs {
  /** Those that were asked for last come last. */
  readonly #catalogs = new Map<string, ServingCatalog>();

  get(name: string): ServingCatalog | undefined {
    const found = this.#catalogs.get(name);
    if (found) this.moveToEnd(name, found);
    return found;
  }

  keep(name: string, catalog: ServingCatalog): void {
    this.moveToEnd(name, catalog);
    let bytes = 0;
    for (const kept of this.#catalogs.values()) bytes += kept.bytes;
    for (const [oldest, kept] of this.#catalogs) {
      const fits = this.#catalogs.size <= MOST && bytes <= MOST_BYTES;
      if (fits || this.#catalogs.size === 1) return;
      this.#catalogs.delete(oldest);
      bytes -= kept.bytes;
    }
  }

  private moveToEnd(name: string, catalog: ServingCatalog): void {
    this.#catalogs.delete(name);
    this.#catalogs.set(name, catalog);
  }
}
