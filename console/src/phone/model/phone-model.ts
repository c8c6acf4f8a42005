import { connect, ProximaError, type DismissReason, type Offer, type ProximaClient } from '@proxima/sdk';
import { askDemoToken, customerOf } from '../../shared/access.js';
import type { Connection } from '../../shared/connection-badge.js';
import { EngineClock } from '../../shared/engine-clock.js';
import { keptByClient } from '../../shared/kept.js';
import type { Setup } from '../../shared/setup.js';
import { keepVoice, readVoice, type Voice } from '../../shared/texts/voice.js';
import { Cards } from './cards.js';
import { Journal } from './journal.js';
import { askKnown, type Known } from './known.js';
import { demoCustomer, writePersona } from './persona.js';
import { Reporter } from './reporter.js';
import type { Point } from './geo.js';
import { Walker } from './walker.js';

export const PURPOSES = ['location', 'profiling', 'marketing'] as const;
export type Purpose = (typeof PURPOSES)[number];
export type Surroundings = Readonly<{ weather?: string; temperature?: number; companion?: string }>;

/** Names the words on this page that the customer agrees to. */
const TEXT_VERSION = 'phone-page-1';
const START: Point = { lat: 52.5194, lng: 13.4078 };
const STEP_MS = 50;
const LONGEST_STEP_MS = 1_000;
const TOLD_EVERY_MS = 500;
/** In real time a walk through the city would take the afternoon. */
const USUAL_FACTOR = 5;
export const FASTEST_FACTOR = 20;

/** Everything behind the page: the SDK's client, the walk, and what the page shows of them. */
export class PhoneModel {
  readonly customer: string;
  readonly clock: EngineClock;
  readonly walker = new Walker(START);
  readonly cards = new Cards();
  readonly journal = new Journal();
  readonly client: ProximaClient;
  readonly reporter: Reporter;
  voice: Voice = readVoice();
  connection: Connection = 'connecting';
  consents: Readonly<Record<Purpose, boolean>> = { location: false, profiling: false, marketing: false };
  surroundings: Surroundings = {};
  known?: Known;
  factor = USUAL_FACTOR;
  #isFactorChosen = false;
  /** Agreements that the engine has not yet answered. */
  #consentsUnderWay = 0;
  #token = '';
  #lastStepMs = performance.now();
  #lastEngineMs: number;
  #lastToldMs = 0;
  readonly #listeners = new Set<() => void>();
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param token of a device; none in the demo, which gives its own. */
  constructor(
    readonly setup: Setup,
    token?: string,
  ) {
    this.clock = new EngineClock(setup);
    this.#lastEngineMs = this.clock.now();
    this.customer = token === undefined ? demoCustomer() : (customerOf(token) ?? '');
    this.client = connect({
      url: location.origin,
      getToken: async () => (this.#token = token ?? (await this.askToken())),
      storage: keptByClient(),
      clock: this.clock,
    });
    this.reporter = new Reporter(this.client, this.walker, this.clock, {
      silent: (code) => this.journal.addSilence(this.clock.now(), code),
      failed: (error) => this.note('fault', error),
    });
    this.listen();
    this.#timer = setInterval(() => this.step(), STEP_MS);
  }

  /** @returns takes the listener off again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    this.#lastToldMs = performance.now();
    for (const listener of this.#listeners) listener();
  }

  setVoice(voice: Voice): void {
    this.voice = voice;
    keepVoice(voice);
    if (this.setup.demo) this.attempt(writePersona(this.customer, voice, false));
    this.changed();
  }

  setFactor(factor: number): void {
    this.#isFactorChosen = true;
    this.factor = factor;
    this.changed();
  }

  setConsents(purposes: readonly Purpose[], isGranted: boolean): void {
    this.attempt(this.sendConsents(purposes, isGranted));
  }

  tell(values: Surroundings): void {
    this.surroundings = { ...this.surroundings, ...values };
    this.changed();
    if (this.client.isLocationGranted) this.attempt(this.sendContext(values));
  }

  seen(offer: Offer): void {
    this.attempt(this.client.seen(offer).then(() => this.learn()));
  }

  accept(offer: Offer): void {
    this.cards.answer(offer.deliveryId, 'accepted');
    this.journal.add(this.clock.now(), 'own', (texts) => texts.logAccepted(offer.treatment.title));
    // Who answers has seen it, however quickly they were; told twice, it counts once.
    const told = Promise.all([this.client.seen(offer), this.client.accept(offer)]);
    this.attempt(told.then(() => this.learn()));
    this.changed();
  }

  dismiss(offer: Offer, reason: DismissReason): void {
    this.cards.remove(offer.deliveryId);
    this.journal.add(this.clock.now(), 'own', (texts) => texts.logDismissed(offer.treatment.title));
    const told = Promise.all([this.client.seen(offer), this.client.dismiss(offer, reason)]);
    this.attempt(told.then(() => this.learn()));
    this.changed();
  }

  putAway(deliveryId: string): void {
    this.cards.remove(deliveryId);
    this.changed();
  }

  close(): void {
    clearInterval(this.#timer);
    this.clock.stop();
    this.client.close();
  }

  private askToken(): Promise<string> {
    return askDemoToken({ role: 'device', customer: this.customer });
  }

  private listen(): void {
    this.client.on('state', (state) => {
      this.connection = state;
      if (state === 'connected' || state === 'resumed') this.attempt(this.welcome());
      else this.clock.setAnew();
      this.changed();
    });
    this.client.on('offer', (offer) => {
      if (!this.cards.add(offer)) return;
      this.journal.add(this.clock.now(), 'offer', (texts) => texts.logOffer(offer.treatment.title));
      this.changed();
    });
    this.client.on('retract', ({ offer, reason }) => {
      if (!this.cards.takeBack(offer.deliveryId, reason)) return;
      const at = this.clock.now();
      this.journal.add(at, 'silence', (texts) =>
        texts.logGone(offer.treatment.title, texts[`gone${reason}` as 'goneOther'] ?? texts.goneOther),
      );
      this.changed();
    });
    this.client.on('error', (error) => this.note('fault', error));
  }

  /** What holds at the engine is asked for, not remembered: another device may have changed it. */
  private async welcome(): Promise<void> {
    const entries = await this.client.loadConsents();
    const isGranted = (purpose: Purpose) =>
      entries.some((entry) => entry.purpose === purpose && entry.channel === undefined && entry.status === 'granted');
    this.consents = {
      location: isGranted('location'),
      profiling: isGranted('profiling'),
      marketing: isGranted('marketing'),
    };
    if (this.setup.demo) await writePersona(this.customer, this.voice, entries.length === 0);
    for (const offer of this.client.offers) this.cards.add(offer);
    if (entries.length > 0) await this.learn();
    this.changed();
  }

  private async sendConsents(purposes: readonly Purpose[], isGranted: boolean): Promise<void> {
    // A switch follows the hand; what the engine did not take is put back.
    const before = this.consents;
    this.showConsents(Object.fromEntries(purposes.map((purpose) => [purpose, isGranted])));
    const unsent = new Set(purposes);
    this.#consentsUnderWay += 1;
    try {
      for (const purpose of purposes) {
        await this.sendConsent(purpose, isGranted);
        unsent.delete(purpose);
      }
    } catch (error) {
      this.showConsents(Object.fromEntries([...unsent].map((purpose) => [purpose, before[purpose]])));
      throw error;
    } finally {
      this.#consentsUnderWay -= 1;
    }
    if (isGranted && this.client.isLocationGranted) await this.sendContext(this.surroundings);
  }

  private showConsents(some: Partial<Record<Purpose, boolean>>): void {
    this.consents = { ...this.consents, ...some };
    this.changed();
  }

  private async sendConsent(purpose: Purpose, isGranted: boolean): Promise<void> {
    const status = isGranted ? 'granted' : 'withdrawn';
    await this.client.setConsent({ purpose, status, textVersion: TEXT_VERSION });
    this.journal.add(this.clock.now(), 'own', (texts) =>
      isGranted ? texts.logGranted(texts[purpose]) : texts.logWithdrawn(texts[purpose]),
    );
    this.changed();
  }

  private async sendContext(values: Surroundings): Promise<void> {
    const told = Object.entries(values).filter(([, value]) => value !== undefined) as [string, string | number][];
    await this.clock.begun();
    if (told.length > 0) await this.client.reportContext(Object.fromEntries(told));
  }

  private async learn(): Promise<void> {
    this.known = await askKnown(this.customer, this.#token);
    this.changed();
  }

  private step(): void {
    const nowMs = performance.now();
    if (!this.#isFactorChosen)
      this.factor = Math.min(FASTEST_FACTOR, Math.max(USUAL_FACTOR, Math.round(this.clock.pace)));
    // While the page was out of sight or the computer slept, nobody walked.
    const elapsedMs = Math.min(nowMs - this.#lastStepMs, LONGEST_STEP_MS);
    this.#lastStepMs = nowMs;
    const engineNow = this.clock.now();
    // Another engine may be behind the one before.
    const engineMs = Math.max(0, engineNow - this.#lastEngineMs);
    this.#lastEngineMs = engineNow;
    this.walker.advance(elapsedMs, { factor: this.factor, engineMs }, nowMs);
    // Who agrees to all at once is not to hear of what is still missing meanwhile.
    if (this.consents.location && this.clock.hasBegun && this.#consentsUnderWay === 0) this.reporter.step(nowMs);
    if (nowMs - this.#lastToldMs >= TOLD_EVERY_MS) this.changed();
  }

  private attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.note('fault', error));
  }

  private note(kind: 'fault', error: unknown): void {
    // The badge tells that the line is down; each thing that could not go meanwhile would only repeat it.
    if (error instanceof ProximaError && ['DISCONNECTED', 'NO_ACK', 'CLOSED'].includes(error.code)) return;
    this.journal.add(this.clock.now(), kind, (texts) => texts.logFault((error as Error).message));
    this.changed();
  }
}
