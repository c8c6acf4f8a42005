import { askSetup, type Setup } from './setup.js';

const ASK_EVERY_MS = 2_000;
const ASK_SOON_MS = 400;
/** Further off than this is no drift: a simulation that skips the night, or another one. */
const JUMP_MS = 600_000;
const FASTEST = 500;
/** Until the first message, an engine with event time tells the real time: nobody should build on it. */
const REAL_TIME_MS = 5_000;
/** From this pace on, somebody else drives the clock: a simulation. */
const DRIVEN_PACE = 1.5;
/** We stay a little behind it: who runs ahead sets the engine's clock, and then measures only themselves. */
const SHARE_OF_PACE = 0.9;
/** A simulation that stands still for so many looks has ended. */
const STILL_LOOKS = 4;
/** So long the first message of a simulation is waited for; then the real time is the time. */
const PATIENCE_MS = 20_000;

/**
 * The engine's clock, as far as a page can know it. In a simulation it runs many times as fast as real time, and messages
 * must carry that time; its pace is measured. Otherwise it is the page's own clock, set right once.
 */
export class EngineClock {
  readonly #isSimulated: boolean;
  #engineMs: number;
  #realMs = performance.now();
  #pace = 1;
  #stillLooks = 0;
  #latest = 0;
  #hasBegun: boolean;
  #timer?: ReturnType<typeof setTimeout>;
  #isAsking = false;
  #askedFromMs = performance.now();
  #waiting: (() => void)[] = [];

  constructor({ now, clock }: Setup) {
    this.#isSimulated = clock === 'events';
    this.#engineMs = Date.parse(now);
    this.#hasBegun = !this.#isSimulated;
    if (this.#isSimulated) this.#timer = setTimeout(() => void this.ask(), 0);
  }

  /** How many seconds pass here in a real one: 1, unless time is simulated. */
  get pace(): number {
    return this.#pace;
  }

  /** Whether the engine's time is known. What is sent with a time before that would mislead a simulation. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  begun(): Promise<void> {
    return this.#hasBegun ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Epoch ms; goes back only when the engine's clock was set back. */
  now(): number {
    return (this.#latest = Math.max(this.#latest, Math.round(this.estimate(performance.now()))));
  }

  /** Timers run in real time: they are about the line, not about the day. */
  after(ms: number, work: () => void): () => void {
    const timer = setTimeout(work, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }

  /** After a cut it may be another engine, with another time. */
  setAnew(): void {
    if (!this.#isSimulated) return;
    this.#hasBegun = false;
    this.#askedFromMs = performance.now();
    // A question that is on its way asks on by itself: a second one would go on beside it for ever.
    if (this.#isAsking || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    void this.ask();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  private async ask(): Promise<void> {
    this.#isAsking = true;
    const told = await askSetup().catch(() => undefined);
    this.#isAsking = false;
    if (told) this.learn(Date.parse(told.now), performance.now());
    if (this.#timer !== undefined)
      this.#timer = setTimeout(() => void this.ask(), this.#hasBegun ? ASK_EVERY_MS : ASK_SOON_MS);
  }

  private learn(engineMs: number, realMs: number): void {
    const hasJumped = !this.#hasBegun || Math.abs(engineMs - this.estimate(realMs)) > JUMP_MS;
    if (hasJumped) this.#latest = 0;
    else this.measure((engineMs - this.#engineMs) / (realMs - this.#realMs));
    // Where nobody drives the clock, the newest message was our own, and lies behind us.
    this.#engineMs = hasJumped || this.isDriven ? engineMs : Math.max(engineMs, this.now());
    this.#realMs = realMs;
    if (!this.#hasBegun) this.begin(engineMs, realMs);
  }

  private get isDriven(): boolean {
    return this.#pace > DRIVEN_PACE;
  }

  private estimate(realMs: number): number {
    const pace = this.isDriven ? this.#pace * SHARE_OF_PACE : 1;
    return this.#engineMs + (realMs - this.#realMs) * pace;
  }

  private measure(pace: number): void {
    const isStill = pace <= DRIVEN_PACE;
    this.#stillLooks = isStill ? this.#stillLooks + 1 : 0;
    if (!isStill) this.#pace = Math.min(FASTEST, pace);
    else if (this.#stillLooks >= STILL_LOOKS) this.#pace = 1;
  }

  private begin(engineMs: number, realMs: number): void {
    const isReal = Math.abs(engineMs - Date.now()) < REAL_TIME_MS;
    if (isReal && realMs - this.#askedFromMs < PATIENCE_MS) return;
    this.#hasBegun = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
