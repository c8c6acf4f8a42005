import { alone, type KeyValueStorage } from './storage.js';

/**
 * One JSON value in a storage. Changes run one after the other, each on what is stored then, so that two tabs build on each
 * other's. A storage that fails is told once and not asked again: from then on the value lasts as long as the client.
 */
export class Shelf<T> {
  #value: T;
  #last: Promise<unknown> = Promise.resolve();
  #hasFailed = false;

  constructor(
    private readonly storage: KeyValueStorage,
    private readonly key: string,
    empty: T,
    /** Makes the value of what is stored, which may be of another version or broken; undefined: as if nothing was. */
    private readonly revive: (stored: unknown) => T | undefined,
    private readonly onFailure: () => void,
  ) {
    this.#value = empty;
  }

  /** As it was last read or written here. */
  get value(): T {
    return this.#value;
  }

  read(): Promise<T> {
    return this.inTurn(() => this.load());
  }

  /** @param change gets what is stored and gives what shall be; the same object when there is nothing to write. */
  update(change: (value: T) => T): Promise<T> {
    return this.inTurn(async () => {
      const stored = await this.load();
      const next = change(stored);
      this.#value = next;
      if (next !== stored) await this.save(next);
      return next;
    });
  }

  private inTurn(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => (this.#hasFailed ? work() : this.alone(work)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** A lock that cannot be had is a storage that fails: what was to be done is done without either. */
  private async alone<R>(work: () => Promise<R>): Promise<R> {
    let hasBegun = false;
    try {
      return await alone(this.storage, this.key, () => ((hasBegun = true), work()));
    } catch (error) {
      if (hasBegun) throw error;
      this.fail();
      return work();
    }
  }

  private async load(): Promise<T> {
    if (this.#hasFailed) return this.#value;
    try {
      const text = await this.storage.get(this.key);
      if (typeof text === 'string') this.#value = this.revive(parsed(text)) ?? this.#value;
    } catch {
      this.fail();
    }
    return this.#value;
  }

  private async save(value: T): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await this.storage.set(this.key, JSON.stringify(value));
    } catch {
      this.fail();
    }
  }

  private fail(): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.onFailure();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
