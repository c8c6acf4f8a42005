import type { TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';

/** Where the engine gets its offers from. */
export abstract class CatalogPort {
  /** The version that serves now. */
  abstract current(tenant: TenantId): Promise<Catalog>;
  /** The same without waiting: the empty catalog where nobody has asked for the current one yet. */
  abstract serving(tenant: TenantId): Catalog;
  /** What is stopped: names as of `stopName`. The very same set as long as nothing changes, the version included. */
  abstract stops(tenant: TenantId): ReadonlySet<string>;
  /** Calls when another version serves, or when something else is stopped. */
  abstract whenServing(listener: (tenant: TenantId, catalog: Catalog) => void): void;
  /** A version by name, for decisions of the past; `undefined` when it is gone. */
  abstract version(tenant: TenantId, version: string): Promise<Catalog | undefined>;
}
