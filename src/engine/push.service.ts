import { Inject, Injectable } from '@nestjs/common';
import type { Choice, Decision, Outcome, Reservation } from '../core/types/decision.js';
import type { Area } from '../core/types/offer.js';
import { areasOf, toOutgoing } from '../delivery/outgoing.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { InboxRepository, type Outgoing } from '../state/inbox.repository.js';

/** An offer that goes to the customer's devices by itself. */
export interface Push {
  readonly seq: number;
  readonly outgoing: Outgoing;
  /** Where it holds; none when it was not offered for the place. */
  readonly areas: readonly Area[];
}

/** What was granted is in the inbox before it leaves, so that a device which misses it can ask for it. */
@Injectable()
export class PushService {
  constructor(
    private readonly inbox: InboxRepository,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** The first choice that may be granted, as it would leave: the commit keeps it in the inbox in the same step. */
  prepare(decision: Decision, reservation: Reservation | undefined): Outgoing | undefined {
    const first = decision.slots[0]?.ranked[reservation ? reservation.leads[0]! : 0];
    return first && this.outgoingOf(first, decision);
  }

  /** @returns what leaves: the offer as it was prepared, or the one that was granted in its place. */
  async settle(decision: Decision, { grants }: Outcome, prepared: Outgoing | undefined): Promise<Push | undefined> {
    const [grant] = grants;
    if (!grant) return undefined;
    const { choice, seq } = grant;
    const { offer, sighting } = choice.scored.candidate;
    const areas = areasOf(offer, sighting.inside, decision.catalog);
    if (prepared && offer.id === prepared.offer.offerId) return { seq, outgoing: prepared, areas };
    const outgoing = this.outgoingOf(choice, decision);
    if (!outgoing) return undefined;
    await this.inbox.keep(decision.input.owner, seq, outgoing);
    return { seq, outgoing, areas };
  }

  /** Nothing, and a line in the log, when no words of the offer can be filled in. */
  private outgoingOf(choice: Choice, decision: Decision): Outgoing | undefined {
    const outgoing = toOutgoing(choice, decision);
    if (!outgoing)
      this.log.warn(
        { code: 'WORDS_UNFILLED', offer: choice.scored.candidate.offer.id, catalog: decision.catalog.version },
        'the words of an offer cannot be filled in; it was not sent',
      );
    return outgoing;
  }
}
