import { EvaluateError } from './evaluate-error.js';

/** A policy that looks at nothing but the position: chances of actions, at each position or at all alike. */
export interface PolicyTable {
  readonly path: string;
  /** How the chances came about, for people. */
  readonly told: string;
  /** By position; under `EVERYWHERE` alone where the table has no positions. */
  readonly byPosition: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** The position of a table without positions. */
export const EVERYWHERE = '*';

const MOST_SUM_ERROR = 1e-6;

/** Builds a table cell by cell. */
export class TableDraft {
  readonly #path: string;
  readonly #byPosition = new Map<string, Map<string, number>>();

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws EvaluateError for a cell that was there before, or is no chance. */
  add(where: string, position: string, action: string, chance: number): void {
    if (!(chance >= 0 && chance <= 1))
      throw new EvaluateError(
        `${this.#path}, ${where}: the chance of "${action}" is ${chance}, it must be from 0 to 1`,
      );
    const chances = this.#byPosition.get(position) ?? new Map<string, number>();
    if (chances.has(action)) throw new EvaluateError(`${this.#path}, ${where}: "${action}" stands there twice`);
    this.#byPosition.set(position, chances.set(action, chance));
  }

  /** @throws EvaluateError when there is nothing, or the chances of a position do not sum to 1 within 1e-6. */
  table(told: string): PolicyTable {
    if (this.#byPosition.size === 0) throw new EvaluateError(`${this.#path} holds no chances`);
    for (const [position, chances] of this.#byPosition) {
      const sum = [...chances.values()].reduce((whole, chance) => whole + chance, 0);
      if (Math.abs(sum - 1) <= MOST_SUM_ERROR) continue;
      const where = position === EVERYWHERE ? '' : ` at position ${position}`;
      throw new EvaluateError(
        `${this.#path}: the chances${where} sum to ${Number(sum.toPrecision(8))} and not to 1; name every action that the policy may take`,
      );
    }
    return { path: this.#path, told, byPosition: this.#byPosition };
  }
}
