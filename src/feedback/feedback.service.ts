import type { Offer } from '../core/types/offer.js';
import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { feedbackEvent, type FeedbackEvent, type FeedbackResult } from '../contract/feedback.js';
import { parseMessage } from '../contract/parse.js';
import { parentCell, REST_RESOLUTION } from '../core/location/cells.js';
import { changesOf } from '../core/outcome/history-changes.js';
import type { DecisionRecord } from '../core/record/decision-record.js';
import {
  decisionIdOf,
  type DecisionId,
  type DeliveryId,
  type OfferId,
  type Owner,
  type TenantId,
} from '../core/types/ids.js';
import { RecallService } from '../delivery/recall.service.js';
import { CatalogPort } from '../engine/catalog.port.js';
import { DecisionFeed } from '../engine/decision-feed.js';
import { TrialWatch } from '../engine/trial-watch.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { crashPoint } from '../platform/crash-point.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { DecisionLog } from '../state/decision-log.js';
import { DecisionRepository } from '../state/decision.repository.js';
import { FeedbackRepository } from '../state/feedback.repository.js';
import { LearningRepository, type ShownOffer } from '../state/learning.repository.js';
import { LIFETIMES } from '../state/keys.js';
import { FeedbackMetrics } from './feedback.metrics.js';
import { stockedOf, StockFeedback, type Stocked } from './stock-feedback.js';

const MAX_FUTURE_MS = 2 * 60_000;
const SEEN: ReadonlySet<FeedbackEvent['type']> = new Set(['impression', 'click']);
const ANSWERED: ReadonlySet<FeedbackEvent['type']> = new Set(['accept', 'dismiss', 'redeem']);
const NOT_SHOWN = 'This customer was not shown such a delivery in the feedback window';

/** What the event is about, as far as the decision that it answers tells. */
interface Subject {
  readonly decisionId?: DecisionId;
  /** Epoch ms. */
  readonly decidedAt?: number;
  readonly offerId?: string;
  readonly category?: string;
  readonly cell?: string;
  /** What was shown, and with what chance of being accepted. */
  readonly shown?: ShownOffer;
  /** Absent where the offer has no stock. */
  readonly stocked?: Stocked;
}

/** The way back: what customers did with what they were shown, and what else they did. */
@Injectable()
export class FeedbackService {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly feedback: FeedbackRepository,
    private readonly catalogs: CatalogPort,
    private readonly recalls: RecallService,
    private readonly stock: StockFeedback,
    private readonly learning: LearningRepository,
    private readonly metrics: FeedbackMetrics,
    private readonly feed: DecisionFeed,
    private readonly trials: TrialWatch,
    private readonly log: DecisionLog,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Each event by itself, in order: one that is wrong refuses no other. */
  async record(owner: Owner, events: readonly unknown[], from?: AuthenticatedSocket): Promise<FeedbackResult[]> {
    const results: FeedbackResult[] = [];
    for (const event of events) {
      const result = await this.recordOne(owner, event, from);
      this.metrics.count(event, result);
      results.push(result);
    }
    return results;
  }

  private async recordOne(owner: Owner, message: unknown, from?: AuthenticatedSocket): Promise<FeedbackResult> {
    try {
      const event = parseMessage(feedbackEvent, message);
      const now = this.clock.now(event.at);
      this.checkTime(event.at, now);
      const subject = await this.findSubject(owner, event);
      const { eventId, type, at } = event;
      const reason = event.type === 'dismiss' ? event.reason : undefined;
      const changes = changesOf({ type, reason, at, ...subject }, this.business.policy);
      const { decisionId } = subject;
      if (subject.stocked) await this.stock.apply(type, subject.stocked, now);
      crashPoint('before-feedback');
      const line = { type, eventId, deliveryId: event.deliveryId, offerId: subject.offerId, at, reason };
      // However many devices a customer has, an offer was seen once.
      const onceId = type === 'impression' ? `impression ${event.deliveryId}` : undefined;
      const recorded = { eventId, at, changes, decisionId, line, onceId };
      const { status, sight } = await this.feedback.apply(owner, recorded, now);
      if (status === 'gone') throw new Refused('EVENT_MISMATCH', NOT_SHOWN);
      if (status === 'recorded') await this.countForTrials(owner, type, reason, subject);
      if (subject.shown) this.learning.note(owner.tenant, subject.shown, sight, at);
      // That it came to the device says nothing of the customer: no reward hangs on it.
      if (status === 'recorded' && decisionId && type !== 'delivered') this.log.note(owner, decisionId, 'answered');
      if (status === 'recorded' && this.feed.isOpen) this.feed.reacted(owner, at, type, decisionId, subject.offerId);
      await this.settle(owner, event, subject.offerId, from);
      return { eventId, status };
    } catch (error) {
      // Without the store nothing can be said about this event or the next: the whole message is to be sent again.
      if (!(error instanceof Refused) || error.retryAfterMs !== undefined) throw error;
      const detail = error.issues.map(({ path, message: text }) => `${path} ${text}`).join('; ');
      return { eventId: eventIdOf(message), status: 'refused', code: error.code, message: detail || error.message };
    }
  }

  /** What was seen or answered here is to go from the customer's other devices. */
  private async settle(
    owner: Owner,
    event: FeedbackEvent,
    offerId: string | undefined,
    from?: AuthenticatedSocket,
  ): Promise<void> {
    if (event.deliveryId === undefined) return;
    const deliveryId = event.deliveryId as DeliveryId;
    if (SEEN.has(event.type)) await this.recalls.seen(owner, deliveryId, from, from?.data.claims.device);
    if (ANSWERED.has(event.type))
      await this.recalls.answered(owner, { deliveryId, offerId: offerId as OfferId, at: event.at }, from);
  }

  /** What is accepted or turned down for good speaks for or against the version that decides for the customer. */
  private async countForTrials(
    owner: Owner,
    type: FeedbackEvent['type'],
    reason: string | undefined,
    { decidedAt }: Subject,
  ): Promise<void> {
    if (type === 'accept' && decidedAt !== undefined) await this.trials.accepted(owner, decidedAt);
    if (type === 'dismiss' && reason === 'not-interested') await this.trials.optedOut(owner);
  }

  private checkTime(at: number, now: number): void {
    const clockNow = this.clock.kind === 'events' ? now : this.clock.now();
    if (at < clockNow - LIFETIMES.decisionMs || at > clockNow + MAX_FUTURE_MS)
      throw new Refused('TIMESTAMP_OUT_OF_WINDOW');
  }

  /** As the catalog that serves has it: the one that decided may have to be loaded first. */
  private async offerOf(tenant: TenantId, offerId: OfferId, decidedBy: string): Promise<Offer | undefined> {
    const serving = (await this.catalogs.current(tenant)).offerById(offerId);
    return serving ?? (await this.catalogs.version(tenant, decidedBy))?.offerById(offerId);
  }

  /** An event that names a delivery must answer one that this very customer was granted. */
  private async findSubject(owner: Owner, event: FeedbackEvent): Promise<Subject> {
    const named = { offerId: event.offerId, category: 'category' in event ? event.category : undefined };
    if (event.deliveryId === undefined) return named;
    const deliveryId = event.deliveryId as DeliveryId;
    const decisionId = decisionIdOf(deliveryId);
    const stored = decisionId ? await this.decisions.loadOf(owner, decisionId) : undefined;
    const grant = stored?.commit.g.find(([slot]) => stored.record.slots[slot]!.delivery === deliveryId);
    if (!stored || !grant) throw new Refused('EVENT_MISMATCH', NOT_SHOWN);
    const offerId = stored.record.slots[grant[0]]!.offers[grant[1]]!;
    if (event.offerId !== undefined && event.offerId !== offerId)
      throw new Refused('EVENT_MISMATCH', 'The delivery was of another offer');
    const offer = await this.offerOf(owner.tenant, offerId, stored.record.versions.catalog);
    const { cell } = stored.record.input.situation;
    return {
      decisionId,
      decidedAt: stored.record.input.now,
      offerId,
      category: named.category ?? offer?.category,
      cell: cell && parentCell(cell, REST_RESOLUTION),
      shown: shownAt(stored.record, grant),
      stocked: stockedOf(offer, {
        tenant: owner.tenant,
        deliveryId,
        decidedAt: stored.record.input.now,
      }),
    };
  }
}

function shownAt(
  { slots, versions, scoreSource }: DecisionRecord,
  [slot, rank]: readonly number[],
): ShownOffer | undefined {
  const { offers, treatments, propensities, unscored } = slots[slot!]!;
  const treatment = treatments?.[rank!] ?? treatments?.at(-1);
  if (treatment === undefined) return undefined;
  const isScored = scoreSource === 'model' && !unscored?.includes(rank!);
  return {
    offerId: offers[rank!]!,
    treatment,
    model: isScored ? versions.model : undefined,
    propensity: propensities[rank!]!,
  };
}

function eventIdOf(message: unknown): string {
  const id = (message as { eventId?: unknown } | null)?.eventId;
  return typeof id === 'string' ? id.slice(0, 128) : '';
}
