import type { TableRow } from './table-file.js';

/** Flags of Proxima's export: a row under one of them was not drawn with its pscore, or its reward is still to come. */
const FLAGS = ['pending', 'changedByCommit', 'fallback'] as const;
/** A decision for nothing holds the reason here, and no action. */
const SILENCE = 'silence';

/** Leaves out the rows of which the export itself says that they are not fit for evaluation, and counts them. */
export class LeftOut {
  readonly counts = new Map<string, number>();
  readonly #reasons: readonly string[];

  constructor(headers: readonly string[]) {
    this.#reasons = [SILENCE, ...FLAGS].filter((reason) => headers.includes(reason));
  }

  /** Whether the row is one of them; it is counted under the first reason that it has. */
  takes(row: TableRow): boolean {
    const reason = this.#reasons.find((name) => (name === SILENCE ? row.cell(name) !== '' : row.cell(name) === 'true'));
    if (reason === undefined) return false;
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    return true;
  }

  /** `pending 3, silence 12`. */
  get told(): string {
    return [...this.counts].map(([reason, count]) => `${reason} ${count}`).join(', ');
  }
}
