import type { Texts } from '../texts/texts.js';

/** One thing that happened, in words only when it is shown: the language may change. */
export interface JournalEntry {
  readonly id: number;
  /** Epoch ms on the engine's clock, of the last time. */
  readonly at: number;
  readonly count: number;
  readonly kind: 'offer' | 'silence' | 'own' | 'fault';
  /** A reason code; told by the words that all pages share. */
  readonly silence?: string;
  readonly tell?: (texts: Texts) => string;
}

const KEPT = 60;

/** The newest first. The same silence again only counts up: a report a second would push everything else away. */
export class Journal {
  #entries: readonly JournalEntry[] = [];
  #added = 0;

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  add(at: number, kind: JournalEntry['kind'], tell: (texts: Texts) => string): void {
    this.keep({ id: ++this.#added, at, count: 1, kind, tell });
  }

  addSilence(at: number, silence: string): void {
    const [newest, ...others] = this.#entries;
    if (newest?.silence !== silence) return this.keep({ id: ++this.#added, at, count: 1, kind: 'silence', silence });
    this.#entries = [{ ...newest, at, count: newest.count + 1 }, ...others];
  }

  private keep(entry: JournalEntry): void {
    this.#entries = [entry, ...this.#entries].slice(0, KEPT);
  }
}
