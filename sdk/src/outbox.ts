import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import type { FeedbackEvent, FeedbackResult } from './contract.js';
import { isPassing, LOCAL_ERRORS, ProximaError, type LocalErrorCode } from './errors.js';
import type { Shelf } from './shelf.js';

/** An event that waits for the line, with the time when it was made (epoch ms). */
export type Waiting = readonly [event: FeedbackEvent, madeAt: number];

const MOST_WAITING = 500;
const LONGEST_WAIT_MS = 86_400_000;
const BATCH = 100;

type Send = (events: FeedbackEvent[]) => Promise<FeedbackResult[]>;

/**
 * Feedback on its way. An event keeps its `eventId` over every attempt, and the engine counts it once by that; so what
 * was sent and not answered is sent again.
 */
export class Outbox {
  readonly #promised = new Map<string, ((result: FeedbackResult) => void)[]>();
  #isFlushing = false;
  #attempt = 0;
  #batch = BATCH;
  #stopTimer?: () => void;
  /** Not before this (epoch ms): the engine has asked for it. */
  #notBefore = 0;
  #isClosed = false;

  constructor(
    private readonly shelf: Shelf<readonly Waiting[]>,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly send: Send,
    private readonly isOnline: () => boolean,
    private readonly onRefused: (error: ProximaError) => void,
  ) {}

  get size(): number {
    return this.shelf.value.length;
  }

  /** @returns what became of it: at once, or after the line has come back. Never rejects. */
  add(event: FeedbackEvent): Promise<FeedbackResult> {
    const { eventId } = event;
    const result = new Promise<FeedbackResult>((resolve) =>
      this.#promised.set(eventId, [...(this.#promised.get(eventId) ?? []), resolve]),
    );
    void this.shelf
      .update((waiting) =>
        waiting.some(([known]) => known.eventId === eventId) ? waiting : [...waiting, [event, this.clock.now()]],
      )
      // While a failed attempt is waited out, it goes with the next one.
      .then(() => (this.#stopTimer ? undefined : this.flush()));
    return result;
  }

  /** Sends what waits, if the line is there. */
  async flush(): Promise<void> {
    if (this.#isFlushing || this.#isClosed || this.clock.now() < this.#notBefore) return;
    this.#isFlushing = true;
    this.stopTimer();
    try {
      await this.prune();
      while (this.isOnline() && (await this.sendBatch()));
    } finally {
      this.#isFlushing = false;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.stopTimer();
  }

  private stopTimer(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** @returns whether there may be more to send. */
  private async sendBatch(): Promise<boolean> {
    const events = (await this.shelf.read()).slice(0, this.#batch).map(([event]) => event);
    if (events.length === 0) return false;
    try {
      const results = await this.send(events);
      await this.settle(results);
      // An answer about none of them would be asked for again and again, as fast as the line carries.
      if (!results.some(({ eventId }) => eventId === events[0]!.eventId)) throw new ProximaError('NO_ACK');
      this.#attempt = 0;
      this.#batch = BATCH;
      return true;
    } catch (error) {
      return this.handleFailure(events, error as ProximaError);
    }
  }

  private async handleFailure(
    events: FeedbackEvent[],
    { code, message, retryAfterMs = 0 }: ProximaError,
  ): Promise<boolean> {
    if (isPassing(code)) {
      this.retry(retryAfterMs);
      return false;
    }
    // One of them spoils the message, and must not hold up the others for ever: they go one by one.
    if (events.length > 1) this.#batch = 1;
    else await this.settle([{ eventId: events[0]!.eventId, status: 'refused', code, message }]);
    return true;
  }

  private retry(retryAfterMs: number): void {
    if (this.#isClosed) return;
    this.#notBefore = this.clock.now() + retryAfterMs;
    const waitMs = retryAfterMs + backoffMs(this.#attempt++, this.random);
    this.#stopTimer = this.clock.after(waitMs, () => {
      this.#stopTimer = undefined;
      void this.flush();
    });
  }

  private async prune(): Promise<void> {
    const now = this.clock.now();
    const waiting = await this.shelf.read();
    const old = waiting.filter(([, madeAt]) => now - madeAt > LONGEST_WAIT_MS);
    const young = waiting.filter(([, madeAt]) => now - madeAt <= LONGEST_WAIT_MS);
    const surplus = young.slice(0, Math.max(0, young.length - MOST_WAITING));
    await this.settle([
      ...old.map(([event]) => dropped(event, 'TOO_OLD')),
      ...surplus.map(([event]) => dropped(event, 'QUEUE_FULL')),
    ]);
  }

  private async settle(results: readonly FeedbackResult[]): Promise<void> {
    if (results.length === 0) return;
    const ids = new Set(results.map(({ eventId }) => eventId));
    await this.shelf.update((waiting) => waiting.filter(([{ eventId }]) => !ids.has(eventId)));
    for (const result of results) {
      this.#promised.get(result.eventId)?.forEach((resolve) => resolve(result));
      this.#promised.delete(result.eventId);
      if (result.status === 'refused') this.onRefused(new ProximaError(result.code ?? 'INTERNAL', result.message));
    }
  }
}

function dropped({ eventId }: FeedbackEvent, code: LocalErrorCode): FeedbackResult {
  return { eventId, status: 'refused', code, message: LOCAL_ERRORS[code] };
}

export function reviveOutbox(stored: unknown): readonly Waiting[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  return stored.filter(
    (entry): entry is Waiting =>
      Array.isArray(entry) && typeof entry[0]?.eventId === 'string' && typeof entry[1] === 'number',
  );
}
