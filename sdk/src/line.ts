import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import type { Calls, OfferPush, OfferRetract, SessionHint } from './contract.js';
import { ProximaError } from './errors.js';
import { isOnline, type State, type StateDetail } from './state.js';
import type { Tokens } from './tokens.js';
import type { Transport, Wire } from './wire.js';

const SUSPENDED_AFTER_MS = 120_000;
/** Within this a connection is open, or the attempt has failed. */
const ATTEMPT_MS = 20_000;
/** A connection that lasted so long was a good one: the next wait begins from the start. */
const STABLE_MS = 5_000;
const MOST_TOKEN_REFUSALS = 3;
/** A new token is asked for so long before the old one ends, or after four fifths of a short life. */
const REFRESH_BEFORE_MS = 60_000;
/** A device whose clock is wrong must not ask for tokens without end. */
const LEAST_LIFE_MS = 10_000;
/** Browsers tell when the network is back; all phones of a place are told at once. */
const WAKE_SPREAD_MS = 1_000;

export interface LineOptions {
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface LineListener {
  /** There is a token; what belongs to its customer can be loaded. @throws ProximaError when it is of another one */
  identified(): Promise<void>;
  /** The wire is open. The state follows when this is done. @returns whether what was missed has come */
  opened(): Promise<boolean>;
  pushed(offer: OfferPush, ack: () => void): void;
  retracted(retraction: OfferRetract): void;
  hinted(hint: SessionHint): void;
  changed(state: State, detail: StateDetail): void;
}

/** Keeps a connection: opens it, opens it again, with a token that is good, at a time that suits the engine. */
export class Line {
  #state: State = 'connecting';
  #wire?: Wire;
  #isOpen = false;
  #isClosed = false;
  #hasBeenOpen = false;
  #attempt = 0;
  #tokenRefusals = 0;
  #openedAt = 0;
  /** Not before this (epoch ms): the engine has asked for it. */
  #notBefore = 0;
  #stopRetry: () => void = nothing;
  #stopSuspending: () => void = nothing;
  #stopRefresh: () => void = nothing;
  #stopAttempt: () => void = nothing;

  constructor(
    private readonly options: LineOptions,
    private readonly listener: LineListener,
  ) {}

  get state(): State {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  start(): void {
    this.awaitSuspension();
    void this.attempt();
  }

  /** Tries as soon as the engine allows in place of waiting on: the network is there again. */
  wake(): void {
    if (this.#isClosed || this.#isOpen || this.#wire || this.#state === 'failed') return;
    this.retryIn(this.askedMs() + this.options.random() * WAKE_SPREAD_MS);
  }

  /** @throws ProximaError of the engine, or CLOSED, DISCONNECTED, NO_ACK */
  async send<E extends keyof Calls>(event: E, payload: Calls[E]['sends']): Promise<Calls[E]['gets']> {
    if (this.#isClosed) throw new ProximaError('CLOSED');
    if (!this.#wire || !this.#isOpen) throw new ProximaError('DISCONNECTED');
    const ack = await this.#wire.send(event, payload);
    if (!ack.ok) throw ProximaError.of(ack.error);
    return ack.data as Calls[E]['gets'];
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.hangUp();
    this.#stopRetry();
    this.#stopSuspending();
    this.change('disconnected', { code: 'CLOSED' });
  }

  private async attempt(): Promise<void> {
    this.#stopRetry();
    const token = await this.findToken();
    if (token === undefined || this.#isClosed || this.#wire) return;
    const wire: Wire = this.options.transport.open(token, {
      opened: () => this.isCurrent(wire) && void this.take(wire),
      refused: (code, retryAfterMs) => this.isCurrent(wire) && this.handleRefusal(code, retryAfterMs),
      closed: () => this.isCurrent(wire) && this.lose('DISCONNECTED'),
      pushed: (offer, ack) => this.isCurrent(wire) && this.listener.pushed(offer, ack),
      retracted: (retraction) => this.isCurrent(wire) && this.listener.retracted(retraction),
      hinted: (hint) => this.isCurrent(wire) && this.heed(hint),
    });
    this.#wire = wire;
    this.#stopAttempt = this.options.clock.after(ATTEMPT_MS, () => this.lose('UNREACHABLE'));
  }

  private isCurrent(wire: Wire): boolean {
    return this.#wire === wire;
  }

  private async findToken(): Promise<string | undefined> {
    try {
      const token = await this.options.tokens.current();
      if (this.#isClosed) return undefined;
      if (token === undefined) this.fail('UNAUTHENTICATED');
      else await this.listener.identified();
      return token;
    } catch (error) {
      const { code } = error as ProximaError;
      if (code === 'CUSTOMER_CHANGED') this.fail(code);
      else if (!this.#isClosed) this.lose(code);
      return undefined;
    }
  }

  private async take(wire: Wire): Promise<void> {
    this.#isOpen = true;
    this.#openedAt = this.options.clock.now();
    let hasResumed: boolean;
    try {
      hasResumed = await this.listener.opened();
    } catch (error) {
      const { code, retryAfterMs } = error as ProximaError;
      return void (this.isCurrent(wire) && this.lose(code, retryAfterMs));
    }
    if (!this.isCurrent(wire)) return;
    this.#stopAttempt();
    this.#stopSuspending();
    this.#tokenRefusals = 0;
    this.planRefresh();
    this.change(this.#hasBeenOpen && hasResumed ? 'resumed' : 'connected', {});
    this.#hasBeenOpen = true;
  }

  private handleRefusal(code: string, retryAfterMs?: number): void {
    const { tokens } = this.options;
    if (code === 'FORBIDDEN') return this.fail(code);
    if (code !== 'UNAUTHENTICATED') return this.lose(code, retryAfterMs);
    this.#tokenRefusals += 1;
    if (!tokens.canRefresh || this.#tokenRefusals >= MOST_TOKEN_REFUSALS) return this.fail(code);
    tokens.forget();
    this.lose(code);
  }

  private heed(hint: SessionHint): void {
    // The engine goes on answering until it closes the socket; the phone comes back at the time that it was given.
    if (hint.retryAfterMs !== undefined) this.leaveAlone(hint.retryAfterMs);
    this.listener.hinted(hint);
  }

  private leaveAlone(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.options.clock.now() + ms);
  }

  /** How long the engine is still to be left alone, ms. */
  private askedMs(): number {
    return Math.max(0, this.#notBefore - this.options.clock.now());
  }

  private lose(code: string, retryAfterMs = 0): void {
    const { clock, random } = this.options;
    const wasStable = this.#isOpen && clock.now() - this.#openedAt > STABLE_MS;
    this.hangUp();
    if (wasStable) this.#attempt = 0;
    if (isOnline(this.#state)) this.awaitSuspension();
    this.leaveAlone(retryAfterMs);
    const retryInMs = Math.round(this.askedMs() + backoffMs(this.#attempt++, random));
    this.retryIn(retryInMs);
    this.change(this.#state === 'suspended' ? 'suspended' : 'disconnected', { code, retryInMs });
  }

  private retryIn(ms: number): void {
    this.#stopRetry();
    this.#stopRetry = this.options.clock.after(ms, () => void this.attempt());
  }

  private fail(code: string): void {
    this.hangUp();
    this.#stopRetry();
    this.#stopSuspending();
    this.change('failed', { code });
  }

  private hangUp(): void {
    const wire = this.#wire;
    this.#wire = undefined;
    this.#isOpen = false;
    this.#stopRefresh();
    this.#stopAttempt();
    wire?.close();
  }

  private awaitSuspension(): void {
    this.#stopSuspending();
    this.#stopSuspending = this.options.clock.after(SUSPENDED_AFTER_MS, () => this.change('suspended', {}));
  }

  private planRefresh(): void {
    const { tokens, clock } = this.options;
    const { expiresAtMs } = tokens.claims;
    if (!tokens.canRefresh || expiresAtMs === undefined) return;
    const lifeMs = expiresAtMs - clock.now();
    if (lifeMs < LEAST_LIFE_MS) return;
    const waitMs = Math.max(lifeMs - REFRESH_BEFORE_MS, lifeMs * 0.8);
    this.#stopRefresh = clock.after(waitMs, () => void this.renew());
  }

  /** Changes over to a new token before the engine closes the socket because of the old one. */
  private async renew(): Promise<void> {
    if (this.options.clock.now() < (this.options.tokens.claims.expiresAtMs ?? 0) - MOST_TIMER_MS)
      return this.planRefresh();
    const token = await this.options.tokens.refresh().catch(() => undefined);
    // Without a new one the old one serves to its end; then it is asked for again.
    if (token === undefined || !this.#isOpen) return;
    this.hangUp();
    this.awaitSuspension();
    void this.attempt();
  }

  private change(state: State, detail: StateDetail): void {
    const isSame = this.#state === state;
    this.#state = state;
    if (!isSame || detail.retryInMs !== undefined) this.listener.changed(state, detail);
  }
}

/** A clock may wake earlier than it was asked to, after the longest timer it has. */
const MOST_TIMER_MS = 2 ** 30;

function nothing(): void {}
