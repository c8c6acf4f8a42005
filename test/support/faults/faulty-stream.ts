import type { Socket } from 'node:net';

/** What is wrong with a link. Nothing is lost by any of these: TCP would not lose it either. */
export interface LinkFaults {
  /** Added to the answers only, so that it is what a round trip takes longer. */
  readonly latencyMs?: number;
  /** Up to so much more or less, evenly spread. The order stays. */
  readonly jitterMs?: number;
  /** Connections stand and are taken, and nothing passes. */
  readonly stall?: boolean;
  /** In pieces of so many bytes, each so much later than the one before. */
  readonly slice?: { readonly bytes: number; readonly delayMs: number };
  readonly bytesPerSecond?: number;
}

interface Piece {
  readonly bytes: Buffer;
  readonly dueMs: number;
}

/** Then the sender is no longer read, so that its own buffers fill, as behind a real link that does not move. */
const MOST_QUEUED_BYTES = 64 * 1024;

/** One direction of a connection. */
export class Stream {
  readonly #queue: Piece[] = [];
  #queuedBytes = 0;
  #lastDueMs = 0;
  #timer?: NodeJS.Timeout;
  #hasEnded = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly faults: () => LinkFaults,
    private readonly direction: 'up' | 'down',
  ) {
    from.on('data', (chunk: Buffer) => this.take(chunk));
  }

  /** The faults have changed: what waits may go, or has to wait. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.pass();
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  private take(chunk: Buffer): void {
    const { slice, bytesPerSecond } = this.faults();
    const size = slice?.bytes ?? chunk.length;
    let dueMs = performance.now() + this.lateness();
    for (let start = 0; start < chunk.length; start += size) {
      const bytes = chunk.subarray(start, start + size);
      if (start > 0) dueMs += slice!.delayMs;
      // The last piece must be through before the next one may begin.
      const sentMs = bytesPerSecond ? (1000 * bytes.length) / bytesPerSecond : 0;
      dueMs = Math.max(dueMs, this.#lastDueMs) + sentMs;
      this.#lastDueMs = dueMs;
      this.#queue.push({ bytes, dueMs });
    }
    this.#queuedBytes += chunk.length;
    if (this.#queuedBytes > MOST_QUEUED_BYTES) this.from.pause();
    this.pass();
  }

  private lateness(): number {
    const { latencyMs = 0, jitterMs = 0 } = this.faults();
    if (this.direction === 'up') return 0;
    return Math.max(0, latencyMs + jitterMs * (2 * Math.random() - 1));
  }

  private pass(): void {
    if (this.#hasEnded || this.#timer || this.faults().stall) return;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const earlyMs = next.dueMs - performance.now();
      if (earlyMs > 0) {
        this.#timer = setTimeout(() => this.wake(), earlyMs);
        return;
      }
      this.#queue.shift();
      this.#queuedBytes -= next.bytes.length;
      this.to.write(next.bytes);
    }
    this.from.resume();
  }
}
