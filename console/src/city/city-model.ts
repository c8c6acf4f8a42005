import type { ServedCatalog } from '../../../src/contract/served-catalog.js';
import { watchEngine, type Connection } from './console-socket.js';
import { Journal } from './journal.js';
import type { Tokens } from './tokens.js';
import { Walkers } from './walkers.js';

/** Often enough to look live, and seldom enough to leave the time to the map. */
const TELL_MS = 400;
const TIDY_MS = 5_000;
/** Offers that no catalog has, as after a rollback, do not make the page ask all the time. */
const READ_EVERY_MS = 10_000;

/** What the page knows, and who is told when it has changed. */
export class CityModel {
  readonly walkers = new Walkers();
  readonly journal = new Journal();
  connection: Connection = 'connecting';
  refusal?: string;
  catalog?: ServedCatalog;
  isPaused = false;
  /** Epoch ms of the engine, by its last words. */
  engineMs?: number;
  readonly #listeners = new Set<() => void>();
  readonly #stop: (() => void)[] = [];
  #telling?: number;
  #readMs = -Infinity;

  constructor(private readonly tokens: Tokens) {}

  start(): void {
    const tidy = setInterval(() => this.walkers.forgetGone(performance.now()), TIDY_MS);
    this.#stop.push(() => clearInterval(tidy));
    this.#stop.push(
      watchEngine(this.tokens, {
        decisions: (samples) => {
          if (this.isPaused) return;
          const nowMs = performance.now();
          for (const sample of samples) {
            this.walkers.take(sample, nowMs);
            this.journal.takeDecision(sample);
            this.lookUp(sample.offerId);
          }
          this.changed();
        },
        feedback: (samples) => {
          if (this.isPaused) return;
          for (const sample of samples) {
            this.journal.takeFeedback(sample);
            if (sample.type === 'accept') this.walkers.accepted(sample.who, performance.now());
          }
          this.changed();
        },
        figures: (tick) => {
          this.engineMs = Date.parse(tick.at);
          if (!this.isPaused) this.journal.takeTick(tick);
          this.changed();
        },
        connection: (state, code) => {
          this.connection = state;
          this.refusal = code;
          if (state === 'connected') void this.readCatalog();
          this.changed();
        },
      }),
    );
  }

  stop(): void {
    for (const stop of this.#stop) stop();
    window.clearTimeout(this.#telling);
  }

  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.changed();
  }

  /** @returns stops telling. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws Error that says what the engine answered. */
  async ask<T>(path: string): Promise<T> {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${await this.tokens.get()}` } });
    const body: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) return body as T;
    const { code, detail } = body as { code?: string; detail?: string };
    throw new Error(detail ?? code ?? `HTTP ${answer.status}`);
  }

  /** An offer that is not in the catalog that was read: another one has been published since. */
  private lookUp(offerId: string | undefined): void {
    if (offerId === undefined || !this.catalog || this.catalog.offers.some(({ id }) => id === offerId)) return;
    if (performance.now() - this.#readMs > READ_EVERY_MS) void this.readCatalog();
  }

  private async readCatalog(): Promise<void> {
    this.#readMs = performance.now();

    // Without it the map lacks its zones, and everything else goes on.
    this.catalog = await this.ask<ServedCatalog>('/v1/catalog/offers').catch(() => this.catalog);
    this.changed();
  }

  private changed(): void {
    this.#telling ??= window.setTimeout(() => {
      this.#telling = undefined;
      for (const listener of this.#listeners) listener();
    }, TELL_MS);
  }
}
