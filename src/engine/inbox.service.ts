import { Inject, Injectable } from '@nestjs/common';
import type { OfferPush } from '../contract/decision.js';
import type { InboxAnswer, OfferRetract, RetractReason } from '../contract/inbox.js';
import { decisionIdOf, type OfferId, type Owner } from '../core/types/ids.js';
import type { Catalog } from '../core/types/offer.js';
import { leaseEndOf } from '../core/types/stock.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { areasOf, toPush } from '../delivery/outgoing.js';
import { findCircle } from '../delivery/shown-offer.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { InboxRepository, type InboxEntry } from '../state/inbox.repository.js';
import { LIFETIMES } from '../state/keys.js';
import type { Snapshot } from '../state/snapshot.js';
import { CatalogPort } from './catalog.port.js';
import { PUSH_TOUCHPOINT, servesPushes } from './stopped-offers.service.js';

type Serves = (offerId: OfferId) => boolean;

/**
 * What was pushed while a device was away. Only what would still be right is given again: not expired, not seen, still
 * served and within its hours, still consented to, and not of a place that nobody knows the customer to be at any more. For the rest the next
 * report leads to a new decision.
 */
@Injectable()
export class InboxService {
  constructor(
    private readonly inbox: InboxRepository,
    private readonly customers: CustomerRepository,
    private readonly catalogs: CatalogPort,
    private readonly delivery: DeliveryService,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async resume(socket: AuthenticatedSocket, afterSeq: number): Promise<InboxAnswer> {
    const { tenant, sub, device } = socket.data.claims;
    const owner = { tenant, customer: sub } as Owner;
    const now = this.clock.now();
    const channel = this.business.touchpoints[PUSH_TOUCHPOINT]!.channel;
    const [{ entries, lastSeq }, { consents }, catalog] = await Promise.all([
      this.inbox.read(owner),
      this.customers.load(owner, now, channel),
      this.catalogs.current(owner.tenant),
    ]);
    // A device may know a number that was never given: from before an erasure, or before Redis lost what it had.
    const restarted = afterSeq > lastSeq;
    const after = restarted ? 0 : afterSeq;
    const stops = this.catalogs.stops(owner.tenant);
    const serves: Serves = (id) => servesPushes(id, catalog, stops);
    const fresh = entries.filter(({ until }) => until > now);
    const missed = fresh.filter(
      (entry) => entry.seq > after && this.isStillRight(entry, consents, catalog, stops, now),
    );
    for (const entry of missed) this.delivery.resumed(socket, owner, toShown(entry, catalog), now);
    const waiting = missed.length > 0 ? await this.stillWaiting(owner) : [];
    return {
      missed: missed.filter(({ offerId }) => waiting.includes(offerId)).map((entry) => pushAgain(entry, catalog)),
      retracted: fresh.flatMap((entry) => toRetract(entry, device, consents, serves) ?? []),
      restarted: restarted || undefined,
    };
  }

  private isStillRight(
    entry: InboxEntry,
    consents: Snapshot['consents'],
    catalog: Catalog,
    stops: ReadonlySet<string>,
    now: number,
  ): boolean {
    if (entry.state !== 'waiting' || !entry.offer || !consents.marketing) return false;
    if (!servesPushes(entry.offerId, catalog, stops)) return false;
    const offer = catalog.offerById(entry.offerId)!;
    if (offer.isOpenAt && !offer.isOpenAt(now)) return false;
    // What was reserved for it has lapsed: somebody else may have it by now.
    if (offer.stock && leaseEndOf(offer.stock, this.business.policy, entry.at) <= now) return false;
    // As long as the trail knows where the customer is; the next report takes it back when they have gone.
    return !entry.isPlaceBound || (consents.location && entry.at > now - LIFETIMES.trailMs);
  }

  /** What was recalled before the device was noted as showing it has not been told to it: read after that. */
  private async stillWaiting(owner: Owner): Promise<OfferId[]> {
    const { entries } = await this.inbox.read(owner);
    return entries.filter(({ state }) => state === 'waiting').map(({ offerId }) => offerId);
  }
}

/** What a device may have got before it was away, and shall show no more. */
function toRetract(
  { seq, deliveryId, offerId, state, detail, offer }: InboxEntry,
  device: string | undefined,
  consents: Snapshot['consents'],
  serves: Serves,
): OfferRetract | undefined {
  if (state === 'recalled') return { seq, deliveryId, offerId, reason: detail as RetractReason };
  if (!consents.marketing) return { seq, deliveryId, offerId, reason: 'CONSENT_WITHDRAWN' };
  const isElsewhere = state === 'seen' && device !== undefined && detail !== '' && detail !== device;
  if (isElsewhere) return { seq, deliveryId, offerId, reason: 'SEEN_ELSEWHERE' };
  const isStopped = offer && !serves(offerId);
  return isStopped ? { seq, deliveryId, offerId, reason: 'STOPPED' } : undefined;
}

function pushAgain({ seq, deliveryId, offerId, offer }: InboxEntry, catalog: Catalog): OfferPush {
  const validWithin = findCircle(catalog.offerById(offerId)!, catalog);
  return toPush(seq, decisionIdOf(deliveryId), { deliveryId, ...offer!, validWithin });
}

function toShown({ seq, deliveryId, offerId, until, isPlaceBound }: InboxEntry, catalog: Catalog) {
  const areas = areasOf(catalog.offerById(offerId)!, isPlaceBound, catalog);
  return { seq, deliveryId, offerId, until, areas };
}
