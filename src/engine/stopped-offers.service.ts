import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isStopped } from '../core/eligibility/stops.js';
import type { OfferId, TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import { RecallService } from '../delivery/recall.service.js';
import { CatalogPort } from './catalog.port.js';

export const PUSH_TOUCHPOINT = 'app-push';

/** Takes offers off the screens that serve no more: another version without them serves, or somebody has stopped them. */
@Injectable()
export class StoppedOffersService implements OnModuleInit {
  constructor(
    private readonly catalogs: CatalogPort,
    private readonly recalls: RecallService,
  ) {}

  onModuleInit(): void {
    this.catalogs.whenServing((tenant, catalog) => this.recall(tenant, catalog));
  }

  async takeBack(tenant: TenantId): Promise<void> {
    this.recall(tenant, await this.catalogs.current(tenant));
  }

  private recall(tenant: TenantId, catalog: Catalog): void {
    const stops = this.catalogs.stops(tenant);
    this.recalls.stop(tenant, (id) => servesPushes(id, catalog, stops));
  }
}

/** Whether an offer that was pushed may still be shown. */
export function servesPushes(id: OfferId, catalog: Catalog, stops: ReadonlySet<string>): boolean {
  // Most of the time nothing is stopped: then none of all that is out has to become an object.
  if (stops.size === 0) return catalog.hasOffer(id);
  const offer = catalog.offerById(id);
  return offer !== undefined && !isStopped(stops, offer, PUSH_TOUCHPOINT);
}
