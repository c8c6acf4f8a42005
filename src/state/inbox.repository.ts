import { Injectable } from '@nestjs/common';
import type { DecidedOffer } from '../contract/decision.js';
import type { RetractReason } from '../contract/inbox.js';
import type { DecisionId, DeliveryId, OfferId, Owner } from '../core/types/ids.js';
import { keys, LIFETIMES } from './keys.js';
import { StateStore } from './state-store.js';

/** The offer as it is kept: what its ids and the catalog tell is left out, and with it where it holds. */
export type KeptOffer = Omit<DecidedOffer, 'deliveryId' | 'validWithin'>;

/** An offer on its way to a customer, as the commit keeps it. */
export interface Outgoing {
  readonly decisionId: DecisionId;
  readonly offer: DecidedOffer;
  /** Epoch ms: from then on it is shown no more. */
  readonly until: number;
  /** Epoch ms of its decision. */
  readonly at: number;
  /** Whether it was offered because the customer is where it holds. */
  readonly isPlaceBound: boolean;
}

/** What the inbox knows of one push. The offer itself is kept until it was seen. */
export interface InboxEntry {
  readonly seq: number;
  readonly state: 'waiting' | 'seen' | 'recalled';
  /** The device that saw it, or why it was recalled. */
  readonly detail: string;
  readonly deliveryId: DeliveryId;
  readonly offerId: OfferId;
  readonly until: number;
  readonly at: number;
  readonly isPlaceBound: boolean;
  readonly offer?: KeptOffer;
}

/** One that changed. It stands for the earlier pushes of its offer too: they may be on a screen that it never came to. */
export interface Settled {
  readonly seq: number;
  readonly deliveryId: DeliveryId;
  readonly offerId: OfferId;
}

/** A delivery, and the offer whatever push of it is kept, if that was decided by then (epoch ms). */
export interface Answered {
  readonly deliveryId: DeliveryId;
  readonly offerId: OfferId;
  readonly at: number;
}

const ANY_TIME = Number.MAX_SAFE_INTEGER;

const STATES = { w: 'waiting', s: 'seen', r: 'recalled' } as const;

/** What was pushed to a customer and is not over: one entry an offer, the sixteen newest. */
@Injectable()
export class InboxRepository {
  constructor(private readonly store: StateStore) {}

  /** Where the commit granted another offer than the one that it could keep in the same step. */
  async keep(owner: Owner, seq: number, outgoing: Outgoing): Promise<void> {
    const text = `[${seq},${entryText(outgoing)}`;
    await this.store.run((redis) =>
      redis.keepOffer(keys.inbox(owner), outgoing.offer.offerId, text, LIFETIMES.inboxMs),
    );
  }

  /** Oldest first, also what has expired; and the number of the last push. */
  async read(owner: Owner): Promise<{ entries: InboxEntry[]; lastSeq: number }> {
    const [entries, lastSeq] = await this.store.run((redis) =>
      Promise.all([redis.hgetall(keys.inbox(owner)), redis.get(keys.seq(owner))]),
    );
    const parsed = Object.entries(entries).map(([offerId, text]) => parseEntry(offerId as OfferId, text));
    return { entries: parsed.sort((a, b) => a.seq - b.seq), lastSeq: Number(lastSeq ?? 0) };
  }

  /** @param device of the token, '' when it names none. */
  markSeen(owner: Owner, deliveryId: DeliveryId, device: string): Promise<Settled[]> {
    return this.settle(owner, 's', device, deliveryId, '', 0);
  }

  /** @returns what was recalled, and the number of the last push that was recalled with it. */
  async recallAll(owner: Owner, reason: RetractReason): Promise<{ offers: Settled[]; upTo: number }> {
    const offers = await this.settle(owner, 'r', reason, '', '', 0);
    const upTo = Number((await this.store.run((redis) => redis.get(keys.seq(owner)))) ?? 0);
    return { offers, upTo };
  }

  recallOffer(owner: Owner, offerId: OfferId, reason: RetractReason): Promise<Settled[]> {
    return this.settle(owner, 'r', reason, '', offerId, ANY_TIME);
  }

  recallAnswered(owner: Owner, { deliveryId, offerId, at }: Answered): Promise<Settled[]> {
    return this.settle(owner, 'r', 'ANSWERED', deliveryId, offerId, at);
  }

  private async settle(
    owner: Owner,
    state: 's' | 'r',
    detail: string,
    deliveryId: string,
    offerId: string,
    decidedBy: number,
  ): Promise<Settled[]> {
    const key = keys.inbox(owner);
    const changed = await this.store.run((redis) =>
      redis.settleOffers(key, state, detail, deliveryId, offerId, decidedBy),
    );
    if (changed === '') return [];
    return (JSON.parse(changed) as [number, DeliveryId, OfferId][]).map(([seq, settled, offer]) => ({
      seq,
      deliveryId: settled,
      offerId: offer,
    }));
  }
}

/** An entry but for the bracket and the number that begin it: those the commit knows. */
export function entryText({ offer, until, at, isPlaceBound }: Outgoing): string {
  const { offerId, placement, treatment, attentionSeconds, expiresAt, reason } = offer;
  const kept: KeptOffer = { offerId, placement, treatment, attentionSeconds, expiresAt, reason };
  return `"w","","${offer.deliveryId}",${until},${at},${Number(isPlaceBound)},${JSON.stringify(kept)}]`;
}

function parseEntry(offerId: OfferId, text: string): InboxEntry {
  const [seq, state, detail, deliveryId, until, at, isPlaceBound, offer] = JSON.parse(text) as [
    number,
    keyof typeof STATES,
    string,
    DeliveryId,
    number,
    number,
    0 | 1,
    KeptOffer | undefined,
  ];
  return {
    seq,
    state: STATES[state],
    detail,
    deliveryId,
    offerId,
    until,
    at,
    isPlaceBound: isPlaceBound === 1,
    offer,
  };
}
