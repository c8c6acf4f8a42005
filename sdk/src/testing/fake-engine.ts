import type { Clock } from '../clock.js';
import type {
  Ack,
  Calls,
  ConsentEntry,
  ConsentSet,
  FeedbackEvent,
  FeedbackResult,
  NextReport,
  OfferPush,
  OfferRetract,
  RetractReason,
  SessionHint,
} from '../contract.js';
import { ProximaError } from '../errors.js';
import { endsAt } from '../offer.js';
import type { Transport, Wire, WireEvents } from '../wire.js';

/** What a client has sent, in its order. */
export interface Sent {
  readonly event: keyof Calls;
  readonly payload: unknown;
}

export type Refusal = { readonly code: string; readonly message?: string; readonly retryAfterMs?: number };

type Answers = { [E in keyof Calls]: (payload: Calls[E]['sends']) => Calls[E]['gets'] };

/** One engine with one customer, in memory: the inbox, the consents and the feedback behave as those of a real one. */
export class FakeEngine implements Transport {
  readonly sent: Sent[] = [];
  /** Deliveries that were acked, each as often as it was. */
  readonly acked: string[] = [];
  /** Events that counted, each once by its `eventId`. */
  readonly counted: FeedbackEvent[] = [];
  readonly consents: ConsentEntry[] = [];
  nextReport: NextReport = { afterMs: 10_000, minMetres: 25, why: 'passing' };
  /** Why nobody is let in; undefined: everybody is. */
  closedBecause?: Refusal;
  /** The token that a client has shown last. */
  lastToken?: string;
  readonly #offers: OfferPush[] = [];
  readonly #retracted: OfferRetract[] = [];
  readonly #open = new Set<WireEvents>();
  readonly #refusals = new Map<string, Refusal[]>();
  readonly #lostAcks = new Set<string>();
  #seq = 0;

  constructor(private readonly clock: Clock) {}

  readonly answers: Answers = {
    'position:report': () =>
      this.isGranted('location')
        ? { accepted: 1, nextReport: this.nextReport, outcome: { silence: 'NO_CANDIDATES' } }
        : {
            accepted: 0,
            nextReport: { afterMs: 3_600_000, minMetres: 100_000, why: 'CONSENT_MISSING' },
            outcome: { silence: 'CONSENT_MISSING' },
          },
    'context:report': ({ values }) => ({ accepted: Object.keys(values).length }),
    'offer:request': () => ({ decisionId: 'd-asked', offers: [], silence: { code: 'NO_CANDIDATES', message: 'None' } }),
    'feedback:report': ({ events }) => events.map((event) => this.count(event)),
    'consent:set': (consent) => this.note(consent),
    'inbox:resume': ({ afterSeq }) => this.resume(afterSeq),
  };

  open(token: string, events: WireEvents): Wire {
    this.lastToken = token;
    void Promise.resolve().then(() => this.admit(events));
    return {
      send: (event, payload) => this.answer(event as keyof Calls, payload, events),
      close: () => this.leave(events),
    };
  }

  async readConsents(): Promise<unknown> {
    return { consents: this.consents };
  }

  push(changes: Partial<OfferPush> = {}): OfferPush {
    this.#seq += 1;
    const offer = { ...anOffer(this.#seq, this.clock.now()), ...changes };
    this.#offers.push(offer);
    this.send(offer);
    return offer;
  }

  /** Sends an offer once more, as an engine may that has not seen the ack. */
  send(offer: OfferPush): void {
    for (const events of this.#open) events.pushed(offer, () => void this.acked.push(offer.deliveryId));
  }

  retract(deliveryId: string, reason: RetractReason): void {
    const retraction = this.aRetraction(deliveryId, reason);
    this.#retracted.push(retraction);
    for (const events of this.#open) events.retracted(retraction);
  }

  /** To one line only, counted in the order in which they were opened: the customer has seen it on another. */
  retractFrom(line: number, deliveryId: string, reason: RetractReason): void {
    [...this.#open][line]?.retracted(this.aRetraction(deliveryId, reason));
  }

  /** As after an erasure: nothing is known of this customer any more, and no number was ever given. */
  forget(): void {
    this.#offers.length = 0;
    this.#retracted.length = 0;
    this.consents.length = 0;
    this.#seq = 0;
  }

  hint(hint: SessionHint): void {
    for (const events of this.#open) events.hinted(hint);
  }

  /** The line breaks for everybody. */
  cut(): void {
    for (const events of [...this.#open]) {
      this.#open.delete(events);
      events.closed();
    }
  }

  /** The next such message is refused. */
  refuseNext(event: keyof Calls, refusal: Refusal): void {
    this.#refusals.set(event, [...(this.#refusals.get(event) ?? []), refusal]);
  }

  /** The next such message is taken, and the line breaks before its ack. */
  loseNextAck(event: keyof Calls): void {
    this.#lostAcks.add(event);
  }

  private aRetraction(deliveryId: string, reason: RetractReason): OfferRetract {
    const offer = this.#offers.find((pushed) => pushed.deliveryId === deliveryId);
    return { seq: offer?.seq ?? 0, deliveryId, offerId: offer?.offerId ?? 'unknown', reason };
  }

  private admit(events: WireEvents): void {
    if (this.closedBecause) return events.refused(this.closedBecause.code, this.closedBecause.retryAfterMs);
    this.#open.add(events);
    events.opened();
  }

  private leave(events: WireEvents): void {
    this.#open.delete(events);
  }

  private async answer<E extends keyof Calls>(event: E, payload: unknown, events: WireEvents): Promise<Ack<unknown>> {
    if (!this.#open.has(events)) throw new ProximaError('DISCONNECTED');
    this.sent.push({ event, payload });
    const refusal = this.#refusals.get(event)?.shift();
    if (refusal) return { ok: false, error: { message: refusal.code, issues: [], ...refusal } };
    const data = this.answers[event](payload as Calls[E]['sends']);
    if (this.#lostAcks.delete(event)) this.cut();
    if (!this.#open.has(events)) throw new ProximaError('DISCONNECTED');
    return { ok: true, data };
  }

  private count(event: FeedbackEvent): FeedbackResult {
    const { eventId } = event;
    if (this.counted.some((known) => known.eventId === eventId)) return { eventId, status: 'duplicate' };
    this.counted.push(event);
    return { eventId, status: 'recorded' };
  }

  private note(consent: ConsentSet): ConsentEntry {
    const entry = { ...consent, at: new Date(this.clock.now()).toISOString() };
    this.consents.push(entry);
    return entry;
  }

  private isGranted(purpose: ConsentSet['purpose']): boolean {
    return this.consents.findLast((entry) => entry.purpose === purpose)?.status === 'granted';
  }

  private resume(afterSeq: number): Calls['inbox:resume']['gets'] {
    const over = new Set([
      ...this.#retracted.map(({ deliveryId }) => deliveryId),
      ...this.counted.map(({ deliveryId }) => deliveryId),
    ]);
    const missed = this.#offers.filter(
      (offer) =>
        (offer.seq > afterSeq || afterSeq > this.#seq) &&
        !over.has(offer.deliveryId) &&
        endsAt(offer) > this.clock.now(),
    );
    return { missed, retracted: this.#retracted, restarted: afterSeq > this.#seq || undefined };
  }
}

const HOUR_MS = 3_600_000;

function anOffer(seq: number, now: number): OfferPush {
  return {
    seq,
    deliveryId: `d-${seq}.card`,
    decisionId: `d-${seq}`,
    offerId: `offer-${seq}`,
    placement: 'card',
    treatment: {
      id: 'app-push-card',
      format: 'glance',
      locale: 'en',
      addressForm: 'neutral',
      title: 'Fresh rolls',
      body: 'Two for one until six',
    },
    attentionSeconds: 2,
    expiresAt: new Date(now + HOUR_MS).toISOString(),
    reason: 'Because you are walking past and the bakery is 0-50 m away.',
  };
}
