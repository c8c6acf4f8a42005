import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isStopped } from '../core/eligibility/stops.js';
import type { Decision } from '../core/types/decision.js';
import type { DeliveryId, OfferId, TenantId } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import { RecallService } from '../delivery/recall.service.js';
import { CatalogPort } from './catalog.port.js';
import type { Push } from './push.service.js';

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

  /**
   * Whether an offer that is about to leave was stopped while it was decided: it was not out yet when the others were
   * taken back. It is then gone from the inbox, too. To be asked right before it leaves, with nothing waited for between.
   */
  keepsBack({ input, catalog }: Decision, { seq, outgoing }: Push): boolean {
    const { owner, stops } = input;
    const serving = this.catalogs.serving(owner.tenant);
    const stopsNow = this.catalogs.stops(owner.tenant);
    if (serving === catalog && stopsNow === stops) return false;
    const offerId = outgoing.offer.offerId as OfferId;
    if (servesPushes(offerId, serving, stopsNow)) return false;
    this.recalls.takeStopped(owner, { seq, offerId, deliveryId: outgoing.offer.deliveryId as DeliveryId });
    return true;
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
