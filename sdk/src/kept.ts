import type { Clock } from './clock.js';
import { Consents, reviveConsents, type PendingConsents } from './consents.js';
import { EMPTY_INBOX, reviveInbox } from './inbox-record.js';
import { Inbox, type InboxListener } from './inbox.js';
import type { Line } from './line.js';
import { Outbox, reviveOutbox, type Waiting } from './outbox.js';
import { ProximaError } from './errors.js';
import { Shelf } from './shelf.js';
import type { KeyValueStorage } from './storage.js';
import { Stream } from './stream.js';

export interface KeptParts {
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly random: () => number;
  readonly line: Line;
}

export interface KeptListener extends InboxListener {
  /** Positions and context may leave the device from now on, or may not any more. */
  gated(isOpen: boolean): void;
  failed(error: ProximaError): void;
}

/** What is kept of one customer: offers, feedback and consents on their way. Another customer gets one of their own. */
export class Kept {
  readonly inbox: Inbox;
  readonly stream: Stream;
  readonly outbox: Outbox;
  readonly consents: Consents;
  readonly #parts: KeptParts;
  readonly #listener: KeptListener;
  #hasStorageFailed = false;

  /** @param owner names the customer in the storage. */
  constructor(
    readonly owner: string,
    parts: KeptParts,
    listener: KeptListener,
  ) {
    this.#parts = parts;
    this.#listener = listener;
    this.inbox = new Inbox(this.shelf('inbox', EMPTY_INBOX, reviveInbox), parts.clock, listener);
    this.stream = new Stream(this.inbox);
    this.outbox = this.openOutbox(parts);
    this.consents = this.openConsents(parts);
  }

  close(): void {
    this.inbox.close();
    this.outbox.close();
    this.consents.close();
  }

  private openOutbox({ clock, random, line }: KeptParts): Outbox {
    return new Outbox(
      this.shelf<readonly Waiting[]>('feedback', [], reviveOutbox),
      clock,
      random,
      (events) => line.send('feedback:report', { events }),
      () => line.isOpen,
      (error) => this.#listener.failed(error),
    );
  }

  private openConsents({ clock, random, line }: KeptParts): Consents {
    return new Consents(
      this.shelf<PendingConsents>('consents', {}, reviveConsents),
      clock,
      random,
      (consent) => line.send('consent:set', consent),
      () => line.isOpen,
      (isOpen) => this.#listener.gated(isOpen),
    );
  }

  private shelf<T>(name: string, empty: T, revive: (stored: unknown) => T | undefined): Shelf<T> {
    return new Shelf(this.#parts.storage, `proxima/${this.owner}/${name}`, empty, revive, () => this.storageFailed());
  }

  /** One storage serves all of it: an app that hears of it three times learns nothing more. */
  private storageFailed(): void {
    if (this.#hasStorageFailed) return;
    this.#hasStorageFailed = true;
    this.#listener.failed(new ProximaError('STORAGE_FAILED'));
  }
}
