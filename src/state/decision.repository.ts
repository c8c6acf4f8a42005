import { Injectable } from '@nestjs/common';
import { ownLimitsOf, sharedLimits } from '../core/contact-policy/limits.js';
import type { DecisionRecord, Versions } from '../core/record/decision-record.js';
import { toRecord } from '../core/record/decision-record.js';
import type { Choice, CommitResult, ContactLimit, Decision, Reservation } from '../core/types/decision.js';
import type { Trail } from '../core/types/fix.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../core/types/ids.js';
import { DecisionLog } from './decision-log.js';
import { entryText, type Outgoing } from './inbox.repository.js';
import { keys, LIFETIMES } from './keys.js';
import { encodeTrail, type Snapshot } from './snapshot.js';
import { StateStore } from './state-store.js';

export interface Commit {
  readonly decision: Decision;
  readonly versions: Versions;
  readonly channel: string;
  readonly seen: Snapshot['seen'];
  /** Kept with the decision in the same step, if consent to location is still in force. */
  readonly trail?: Trail;
  /** What will be pushed if nothing is refused: kept for the customer's devices in the same step, if it is granted. */
  readonly outgoing?: Outgoing;
  /** Absent where no offer in line has stock. */
  readonly reservation?: Reservation;
}

export interface StoredDecision {
  readonly owner: Owner;
  readonly record: DecisionRecord;
  readonly commit: CommitResult;
  readonly feedback: readonly unknown[];
}

/** Decisions: put into force, kept for the feedback window, read back. */
@Injectable()
export class DecisionRepository {
  constructor(
    private readonly store: StateStore,
    private readonly decisionLog: DecisionLog,
  ) {}

  /**
   * One round trip: consent and limits are checked against the live state, contacts reserved, record and trail kept.
   * @returns nothing when a decision of this id is in force already; nothing has changed then.
   */
  async commit({
    decision,
    versions,
    channel,
    seen,
    trail,
    outgoing,
    reservation,
  }: Commit): Promise<CommitResult | undefined> {
    const { owner, decisionId, now, outbound } = decision.input;
    const record = JSON.stringify(toRecord(decision, versions)).slice(0, -1);
    return this.store.run(async (redis) => {
      const pointer = redis.set(
        keys.decisionCustomer(owner.tenant, decisionId),
        owner.customer,
        'PX',
        LIFETIMES.decisionMs,
      );
      const commit = redis.commitDecision(
        keys.consents(owner),
        keys.contacts(owner),
        keys.trail(owner),
        keys.seq(owner),
        keys.decision(owner, decisionId),
        keys.inbox(owner),
        now,
        channel,
        outbound ? 1 : 0,
        JSON.stringify(planOf(decision, reservation)),
        record,
        LIFETIMES.decisionMs,
        trail ? encodeTrail(trail) : '',
        LIFETIMES.trailMs,
        LIFETIMES.contactsMs,
        decision.input.consents.locationClass,
        seen.consents,
        seen.contacts,
        contactsAfter(decision),
        decision.slots.length,
        outgoing ? outgoing.offer.offerId : '',
        outgoing ? entryText(outgoing) : '',
        LIFETIMES.inboxMs,
        isFirstFree(decision, reservation) ? '' : 'check',
      );
      this.store.send();
      // Both leave in one packet; awaiting them together lets neither reject unheard.
      const [result] = await Promise.all([commit, pointer]);
      if (result === '') return undefined;
      const committed = JSON.parse(result) as CommitResult;
      if (!committed.u) this.decisionLog.note(owner, decisionId);
      // Where no record was kept, nothing may name the customer either: they may have been erased.
      else await redis.del(keys.decisionCustomer(owner.tenant, decisionId));
      return committed;
    });
  }

  async load(tenant: TenantId, id: DecisionId): Promise<StoredDecision | undefined> {
    const customer = await this.store.run((redis) => redis.get(keys.decisionCustomer(tenant, id)));
    if (customer === null) return undefined;
    return this.loadOf({ tenant, customer: customer as CustomerId }, id);
  }

  async loadOf(owner: Owner, id: DecisionId): Promise<StoredDecision | undefined> {
    const [text, feedback] = await this.store.run((redis) =>
      Promise.all([redis.get(keys.decision(owner, id)), redis.lrange(keys.decisionFeedback(owner, id), 0, -1)]),
    );
    if (text === null) return undefined;
    return parseStored(owner, text, feedback);
  }
}

/** A stored decision from its text and the lines of its feedback. */
export function parseStored(owner: Owner, text: string, feedback: readonly string[] = []): StoredDecision {
  const { commit, ...record } = JSON.parse(text) as DecisionRecord & { commit: CommitResult };
  return { owner, record, commit, feedback: feedback.map((line) => JSON.parse(line) as unknown) };
}

/** The contacts once the first choice is granted, as the script keeps them: those of the last 30 days, and the new one. */
function contactsAfter(decision: Decision): string {
  const { slots, input } = decision;
  const first = slots[0]?.ranked[0];
  if (!first) return '';
  const { offer } = first.scored.candidate;
  const oldest = input.now - LIFETIMES.contactsMs;
  const contacts: unknown[] = [];
  for (const { at, offerId, outbound } of input.contacts)
    if (at >= oldest) contacts.push([at, offerId, outbound ? 1 : 0]);
  // What no limit ever counts is not kept: an app that asks with every screen would pile up contacts without end.
  if (input.outbound || (!first.isFallback && ownLimitsOf(offer, decision).length > 0))
    contacts.push([input.now, offer.id, input.outbound ? 1 : 0]);
  return contacts.length > 0 ? JSON.stringify(contacts) : '';
}

/** Without stock, or with a lease of it. */
function isFree(choice: Choice, reservation: Reservation | undefined): boolean {
  return !choice.scored.candidate.offer.stock || reservation?.leased.includes(choice) === true;
}

function isFirstFree({ slots }: Decision, reservation: Reservation | undefined): boolean {
  const first = slots[0]?.ranked[0];
  return !first || isFree(first, reservation);
}

/** What the commit holds against the live state: the limits that the contact policy held against the snapshot. */
function planOf(decision: Decision, reservation: Reservation | undefined): object {
  const { slots, input } = decision;
  const packOption = ({ scored, isFallback }: Choice) => {
    const { offer } = scored.candidate;
    return [offer.id, isFallback ? [] : ownLimitsOf(offer, decision).map(packLimit)];
  };
  /** Without a lease no offer with stock is granted; one that nobody asked for is passed over in silence. */
  const packReserved = (choice: Choice) => {
    const { offer } = choice.scored.candidate;
    if (isFree(choice, reservation)) return packOption(choice);
    const isShort = reservation !== undefined && Object.hasOwn(reservation.shortages, offer.id);
    return [...packOption(choice), isShort ? reservation.shortages[offer.id] : ''];
  };
  return {
    shared: slots.length > 0 ? sharedLimits(decision).map(packLimit) : [],
    uses: [Number(input.situation.cell !== undefined), Number(input.consents.profiling)],
    slots: slots.map(({ ranked }) => ranked.map(packReserved)),
  };
}

function packLimit({ offerId, outboundOnly, sinceMs, limit, code }: ContactLimit): unknown[] {
  return [offerId, Number(outboundOnly), sinceMs, limit, code];
}
