import type { Catalog } from '../core/types/offer.js';
import type { NodeState } from './catalog-state.js';

/** Why the last version goes on serving: the pointer is gone, or what it names is missing or broken. */
export type CatalogTrouble = 'CATALOG_MISSING' | 'CATALOG_BROKEN';

/** What fails is asked for again and again by whoever waits for it: each time at once would take all of a core. */
const TRY_AGAIN_MS = 500;

/** What one process serves to one tenant. */
export class Served {
  /** Why it is not what the pointer says. */
  trouble?: CatalogTrouble;
  #catalog: Catalog;
  #stops: ReadonlySet<string> = new Set();
  #stopsRevision = 0;
  #wanted?: string;
  #ready?: string;
  #fault?: string;
  #faultOf?: string;
  #failedAt = -Infinity;
  #told = '';
  #toldAt = -Infinity;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  get catalog(): Catalog {
    return this.#catalog;
  }

  /** Names of what is stopped: see `stopName`. */
  get stops(): ReadonlySet<string> {
    return this.#stops;
  }

  /** @returns whether that is another one than before. */
  serve(catalog: Catalog): boolean {
    if (catalog === this.#catalog) return false;
    this.#catalog = catalog;
    // Another set, so that whoever holds the old one sees that something else serves.
    this.#stops = new Set(this.#stops);
    return true;
  }

  /** @returns whether anything changed. */
  stop(names: readonly string[], revision: number): boolean {
    const isSame = names.length === this.#stops.size && names.every((name) => this.#stops.has(name));
    this.#stopsRevision = revision;
    if (isSame) return false;
    this.#stops = new Set(names);
    return true;
  }

  /** Whether this version is to be made ready now. One that failed is tried again a moment later. */
  wants(version: string): boolean {
    if (version === this.#wanted) return false;
    if (version === this.#faultOf && performance.now() - this.#failedAt < TRY_AGAIN_MS) return false;
    this.#wanted = version;
    this.#ready = undefined;
    // What failed a moment ago is tried again, and has not come right by that.
    if (version !== this.#faultOf) this.#fault = this.#faultOf = undefined;
    return true;
  }

  madeReady(version: string, fault: string | undefined): void {
    if (version !== this.#wanted) return;
    this.#ready = fault ? undefined : version;
    this.#fault = fault;
    this.#faultOf = fault && version;
    if (!fault) return;
    this.#wanted = undefined;
    this.#failedAt = performance.now();
  }

  /** What others are to know, when it has changed or was not told for so long. */
  toTell(everyMs: number): Omit<NodeState, 'ageMs'> | undefined {
    const state = {
      serving: this.#catalog.version,
      ready: this.#ready,
      fault: this.#fault,
      faultOf: this.#faultOf,
      stops: this.#stopsRevision,
    };
    const text = JSON.stringify(state);
    const now = performance.now();
    if (text === this.#told && now - this.#toldAt < everyMs) return undefined;
    this.#told = text;
    this.#toldAt = now;
    return state;
  }
}
