import { askSetup, type Setup } from './setup.js';

const ASK_EVERY_MS = 2_000;
/** A simulation that skips the night jumps: the clock jumps with it, and keeps its pace. */
const JUMP_MS = 600_000;
const FASTEST = 500;

/**
 * The engine's clock, as far as a page can know it. In a simulation it runs many times as fast as real time, and messages
 * must carry that time; its pace is measured. Otherwise it is the page's own clock, set right once.
 */
export class EngineClock {
  #engineMs: number;
  #realMs = performance.now();
  #pace = 1;
  #latest = 0;
  #timer?: ReturnType<typeof setInterval>;

  constructor({ now, clock }: Setup) {
    this.#engineMs = Date.parse(now);
    if (clock === 'events') this.#timer = setInterval(() => void this.ask(), ASK_EVERY_MS);
  }

  /** How many seconds pass here in a real one: 1, unless time is simulated. */
  get pace(): number {
    return this.#pace;
  }

  /** Epoch ms; never goes back. */
  now(): number {
    const passed = (performance.now() - this.#realMs) * this.#pace;
    return (this.#latest = Math.max(this.#latest, Math.round(this.#engineMs + passed)));
  }

  /** Timers run in real time: they are about the line, not about the day. */
  after(ms: number, work: () => void): () => void {
    const timer = setTimeout(work, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  private async ask(): Promise<void> {
    const told = await askSetup().catch(() => undefined);
    if (!told) return;
    const engineMs = Date.parse(told.now);
    const realMs = performance.now();
    const expected = this.#engineMs + (realMs - this.#realMs) * this.#pace;
    const measured = (engineMs - this.#engineMs) / (realMs - this.#realMs);
    if (Math.abs(engineMs - expected) < JUMP_MS) this.#pace = Math.min(FASTEST, Math.max(1, measured));
    // Behind us: nobody else sends anything, and the newest message was our own.
    this.#engineMs = engineMs > expected ? engineMs : Math.max(engineMs, this.now());
    this.#realMs = realMs;
  }
}
