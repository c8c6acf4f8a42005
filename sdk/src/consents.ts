import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import type { ConsentEntry, ConsentSet } from './contract.js';
import { isPassing, type ProximaError } from './errors.js';
import type { Shelf } from './shelf.js';

/** A change that the engine does not know yet, the newest for its purpose and channel. */
export type PendingConsents = Readonly<Record<string, ConsentSet>>;

interface Waiter {
  resolve(entry: ConsentEntry): void;
  reject(error: ProximaError): void;
}

/**
 * What the customer has agreed to, as far as this client knows. A withdrawal holds here at once, and reaches the engine as
 * soon as there is a line, before anything else does; a grant holds when the engine has acked it.
 */
export class Consents {
  readonly #waiters = new Map<string, Waiter[]>();
  #isGranted = false;
  #sending: Promise<void> = Promise.resolve();
  #attempt = 0;
  #isClosed = false;
  #stopTimer: () => void = () => undefined;

  constructor(
    private readonly pending: Shelf<PendingConsents>,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly send: (consent: ConsentSet) => Promise<ConsentEntry>,
    private readonly isOnline: () => boolean,
    /** Positions and context may be sent from now on, or may not any more. */
    private readonly onGate: (isOpen: boolean) => void,
  ) {}

  /** Whether positions and context may leave the device. */
  get isLocationGranted(): boolean {
    return this.#isGranted;
  }

  /** @throws ProximaError when the engine refuses it */
  async set(consent: ConsentSet): Promise<ConsentEntry> {
    if (consent.purpose === 'location' && consent.status === 'withdrawn') this.turn(false);
    const key = keyOf(consent);
    const answer = new Promise<ConsentEntry>((resolve, reject) => {
      this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), { resolve, reject }]);
    });
    // Who waits gets the refusal; a change that nobody waits for is no fault of the app's.
    answer.catch(() => undefined);
    await this.note(consent);
    void this.flush();
    return answer;
  }

  /** Keeps it for the next time that there is a line, be it that of another client. */
  async note(consent: ConsentSet): Promise<void> {
    await this.pending.update((changes) => ({ ...changes, [keyOf(consent)]: consent }));
  }

  /** Sends what the engine does not know yet; what cannot go now goes later, by itself. */
  flush(): Promise<void> {
    this.#stopTimer();
    this.#sending = this.#sending.then(() => this.sendAll());
    return this.#sending;
  }

  /** What waits stays in the storage, for the next client. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
  }

  /** What the engine has told, by its ledger or by its answer to a report. */
  learn(isGranted: boolean): void {
    if (isGranted && this.pending.value.location?.status === 'withdrawn') return;
    this.turn(isGranted);
  }

  private async sendAll(): Promise<void> {
    await this.pending.read();
    if (!this.isOnline()) return;
    for (const [key, consent] of Object.entries(this.pending.value)) {
      try {
        const entry = await this.send(consent);
        this.#attempt = 0;
        await this.forget(key, consent);
        if (key === 'location') this.learn(entry.status === 'granted');
        this.take(key).forEach(({ resolve }) => resolve(entry));
      } catch (error) {
        if (isPassing((error as ProximaError).code)) return this.retry(error as ProximaError);
        await this.forget(key, consent);
        this.take(key).forEach(({ reject }) => reject(error as ProximaError));
      }
    }
  }

  private retry({ retryAfterMs = 0 }: ProximaError): void {
    if (this.#isClosed) return;
    const waitMs = retryAfterMs + backoffMs(this.#attempt++, this.random);
    this.#stopTimer = this.clock.after(waitMs, () => void this.flush());
  }

  /** Only if nothing newer has come for the same purpose meanwhile. */
  private forget(key: string, sent: ConsentSet): Promise<PendingConsents> {
    return this.pending.update((changes) => {
      if (JSON.stringify(changes[key]) !== JSON.stringify(sent)) return changes;
      return Object.fromEntries(Object.entries(changes).filter(([name]) => name !== key));
    });
  }

  /** Those who wait for this change; when a newer one is on its way, they wait for that one. */
  private take(key: string): Waiter[] {
    if (this.pending.value[key]) return [];
    const waiters = this.#waiters.get(key) ?? [];
    this.#waiters.delete(key);
    return waiters;
  }

  private turn(isGranted: boolean): void {
    if (this.#isGranted === isGranted) return;
    this.#isGranted = isGranted;
    this.onGate(isGranted);
  }
}

function keyOf({ purpose, channel }: ConsentSet): string {
  return channel === undefined ? purpose : `${purpose}:${channel}`;
}

export function reviveConsents(stored: unknown): PendingConsents | undefined {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored)
    ? (stored as PendingConsents)
    : undefined;
}
