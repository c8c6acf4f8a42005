import type { Clock } from './clock.js';
import type {
  ConsentEntry,
  ConsentSet,
  ContextAck,
  ContextValues,
  DecisionAnswer,
  DismissReason,
  FeedbackEvent,
  FeedbackResult,
  Fix,
  OfferPush,
  OfferRequest,
  PositionAck,
  SessionHint,
} from './contract.js';
import { Emitter } from './emitter.js';
import { ProximaError } from './errors.js';
import { newEventId } from './event-id.js';
import { aboutOnce, type Feedback } from './feedback.js';
import { Kept } from './kept.js';
import { Line } from './line.js';
import { Follower } from './location/follower.js';
import type { Preset } from './location/presets.js';
import type { LocationSource } from './location/source.js';
import { isOffer, type Delivered, type Offer, type Retraction } from './offer.js';
import { Reports } from './reports.js';
import type { State, StateDetail } from './state.js';
import type { KeyValueStorage } from './storage.js';
import type { Tokens } from './tokens.js';
import type { Transport } from './wire.js';

/** What a client tells. */
export interface ClientEvents {
  /** To be shown; once for each delivery. */
  offer: [offer: Offer];
  /** To be taken off the screen. */
  retract: [retraction: Retraction];
  state: [state: State, detail: StateDetail];
  /** What the engine wants of this device. */
  hint: [hint: SessionHint];
  /** What went wrong beside any call. */
  error: [error: ProximaError];
}

export interface ClientParts {
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly random: () => number;
  /** Calls `wake` when the platform says that the network is back. @returns ends that. */
  readonly whenOnline?: (wake: () => void) => () => void;
}

/** The offers of one customer on one device. Made by `connect`. */
export class ProximaClient {
  readonly #parts: ClientParts;
  readonly #events = new Emitter<ClientEvents>();
  readonly #line: Line;
  readonly #reports: Reports;
  readonly #followers = new Set<Follower>();
  readonly #stopListening?: () => void;
  #isClosed = false;
  #customer?: string;
  #kept?: Kept;
  /** Calls from before the customer is known wait for what is kept of them. */
  #whenKept: (kept: Kept) => void = () => undefined;
  readonly #keeping = new Promise<Kept>((resolve) => (this.#whenKept = resolve));

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#line = new Line(parts, {
      identified: () => this.identify(),
      opened: () => this.welcome(),
      pushed: (offer, ack) => this.take(offer, ack),
      retracted: (retraction) => this.#kept?.stream.retract(retraction),
      hinted: (hint) => this.#events.emit('hint', hint),
      changed: (state, detail) => this.#events.emit('state', state, detail),
    });
    this.#reports = new Reports(this.#line, parts.clock);
    this.#line.start();
    this.#stopListening = parts.whenOnline?.(() => this.wake());
  }

  get state(): State {
    return this.#line.state;
  }

  /** The offers that were pushed and are valid now, the oldest first. After a restart also those from before it. */
  get offers(): readonly Offer[] {
    return this.#kept?.inbox.offers ?? [];
  }

  /** Whether positions and context may leave the device. */
  get isLocationGranted(): boolean {
    return this.#kept?.consents.isLocationGranted ?? false;
  }

  /** How many events wait for the line. */
  get waitingFeedback(): number {
    return this.#kept?.outbox.size ?? 0;
  }

  /** @returns takes the listener off again. */
  on<E extends keyof ClientEvents>(event: E, listener: (...values: ClientEvents[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /**
   * One entry of the consent ledger. A withdrawal stops positions at once, with or without a line; a grant lets them go
   * when the engine has acked it. Without a line it is kept and sent first when there is one.
   * @returns the entry that is in force, when the engine has it.
   * @throws ProximaError of the engine; CLOSED when it is left to the next client of this customer
   */
  async setConsent(consent: ConsentSet): Promise<ConsentEntry> {
    const isLate = this.#isClosed;
    if (consent.purpose === 'location' && consent.status === 'withdrawn') this.stopSources();
    const { consents } = await this.kept();
    if (!isLate) return consents.set(consent);
    await consents.note(consent);
    throw new ProximaError('CLOSED');
  }

  /** Asks the engine what this customer has consented to: an app that has asked them earlier need not ask again. */
  async loadConsents(): Promise<ConsentEntry[]> {
    const { consents } = await this.kept();
    const { transport, tokens } = this.#parts;
    const token = await tokens.current();
    if (token === undefined || this.#customer === undefined) throw new ProximaError('UNAUTHENTICATED');
    const { consents: entries } = (await transport.readConsents(token, this.#customer)) as { consents: ConsentEntry[] };
    consents.learn(entries.some(({ purpose, status }) => purpose === 'location' && status === 'granted'));
    return entries;
  }

  /**
   * Reports where the device is. A fix that cannot go now is not kept: by the time the line is back it would be stale. While
   * one is on its way, of those that come the newest follows; the others are answered as COALESCED.
   * @throws ProximaError CONSENT_MISSING before there is consent to location, DISCONNECTED without a line
   */
  async reportPosition(fix: Fix): Promise<PositionAck> {
    this.checkConsent();
    const ack = await this.#reports.send(fix, () => this.isLocationGranted);
    if (ack.nextReport.why === 'CONSENT_MISSING') this.#kept?.consents.learn(false);
    return ack;
  }

  /**
   * Reports what the device knows beyond the position, such as `{ companion: 'alone' }`.
   * @throws ProximaError CONSENT_MISSING before there is consent to location, DISCONNECTED without a line
   */
  async reportContext(values: ContextValues): Promise<ContextAck> {
    this.checkConsent();
    return this.#line.send('context:report', { at: this.#parts.clock.now(), values });
  }

  /** Asks for offers for a screen. They are answered here only, and are not among `offers`. */
  async requestOffers(request: OfferRequest): Promise<DecisionAnswer> {
    return this.#line.send('offer:request', request);
  }

  /**
   * Tells what happened. It is kept until the engine has it, over cuts and restarts, and counts once.
   * @returns what became of it, when the engine has said so. Never rejects: `status` may be refused.
   */
  async feedback(event: Feedback): Promise<FeedbackResult> {
    const { clock, random } = this.#parts;
    const complete = { eventId: newEventId(random), at: clock.now(), ...event } as FeedbackEvent;
    return (await this.kept()).outbox.add(complete);
  }

  /** The customer has seen it. Counts once for a delivery, on however many devices it is told. */
  seen(offer: Delivered): Promise<FeedbackResult> {
    return this.feedback({ type: 'impression', ...aboutOnce('impression', offer) });
  }

  /** The customer takes it: it leaves `offers`. */
  accept(offer: Delivered): Promise<FeedbackResult> {
    this.answered(offer);
    return this.feedback({ type: 'accept', ...aboutOnce('accept', offer) });
  }

  /** The customer does not want it (never again, not around here, not for a while): it leaves `offers`. */
  dismiss(offer: Delivered, reason: DismissReason): Promise<FeedbackResult> {
    this.answered(offer);
    return this.feedback({ type: 'dismiss', reason, ...aboutOnce('dismiss', offer) });
  }

  /**
   * Reports the positions of a source, as often as the preset has it. The source runs only while there is consent to
   * location; without a line its fixes are dropped.
   * @returns stops it.
   */
  follow(source: LocationSource, preset: Preset = 'auto'): () => void {
    if (this.#isClosed) return () => undefined;
    const follower = new Follower(source, preset, this.#parts.clock, {
      report: (fix) => this.reportPosition(fix),
      failed: (error) => this.#events.emit('error', error),
    });
    this.#followers.add(follower);
    if (this.isLocationGranted) follower.start();
    return () => {
      follower.stop();
      this.#followers.delete(follower);
    };
  }

  /** The network is there again, says the platform: tries at once. Browsers do this by themselves. */
  wake(): void {
    this.#line.wake();
  }

  /** Ends it for good. What waits for the line stays in the storage, for the next client of this customer. */
  close(): void {
    this.#isClosed = true;
    this.#line.close();
    this.#stopListening?.();
    this.stopSources();
    this.#followers.clear();
    this.#kept?.close();
  }

  private kept(): Promise<Kept> {
    return this.#kept ? Promise.resolve(this.#kept) : this.#keeping;
  }

  private checkConsent(): void {
    if (!this.isLocationGranted) throw new ProximaError('CONSENT_MISSING');
  }

  private answered({ deliveryId }: Delivered): void {
    void this.kept().then(({ inbox }) => inbox.remove(deliveryId, 'ANSWERED'));
  }

  private stopSources(): void {
    for (const follower of this.#followers) follower.stop();
  }

  /** The storage holds what is of this customer only, so it is opened when the token tells who that is. */
  private async identify(): Promise<void> {
    const { customer = 'unknown', tenant = 'default' } = this.#parts.tokens.claims;
    const owner = `${tenant}/${customer}`;
    if (this.#kept) {
      if (this.#kept.owner !== owner) throw new ProximaError('CUSTOMER_CHANGED');
      return;
    }
    this.#customer = customer;
    const kept = this.open(owner);
    await kept.inbox.load();
    if (this.#isClosed) kept.close();
    this.#kept = kept;
    this.#whenKept(kept);
  }

  private open(owner: string): Kept {
    const { storage, clock, random } = this.#parts;
    return new Kept(
      owner,
      { storage, clock, random, line: this.#line },
      {
        shown: (offer) => this.#events.emit('offer', offer),
        gone: (retraction) => this.#events.emit('retract', retraction),
        gated: (isOpen) => this.#followers.forEach((follower) => (isOpen ? follower.start() : follower.stop())),
        failed: (error) => this.#events.emit('error', error),
      },
    );
  }

  /** What is said to the engine first: changed consents, then what was missed, then what waited. */
  private async welcome(): Promise<boolean> {
    const { consents, stream, outbox } = this.#kept!;
    await consents.flush();
    const hasResumed = await stream.resume((afterSeq) => this.#line.send('inbox:resume', { afterSeq }));
    void outbox.flush();
    return hasResumed;
  }

  private take(offer: OfferPush, ack: () => void): void {
    if (isOffer(offer)) this.#kept?.stream.take(offer, ack);
    else this.#events.emit('error', new ProximaError('INVALID_PUSH'));
  }
}
