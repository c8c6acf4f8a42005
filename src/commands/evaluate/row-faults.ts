import { EvaluateError } from './evaluate-error.js';

const MOST_TOLD = 10;

/** Gathers what is wrong with the rows of a file: a file with a fault is not used at all, and told with the first ten. */
export class RowFaults {
  readonly #path: string;
  readonly #told: string[] = [];
  #count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  add(line: number, column: string, value: string, message: string): void {
    this.#count += 1;
    if (this.#told.length < MOST_TOLD) this.#told.push(`line ${line}, ${column} "${value}": ${message}`);
  }

  /** @throws EvaluateError when there are any. */
  refuse(): void {
    if (this.#count === 0) return;
    const more = this.#count > this.#told.length ? `\n  and ${this.#count - this.#told.length} more` : '';
    throw new EvaluateError(`${this.#path}: ${this.#count} cells cannot be used\n  ${this.#told.join('\n  ')}${more}`);
  }
}

/** A number, with `true` and `false` as 1 and 0; NaN for all else, and for an empty cell. */
export function readNumber(text: string): number {
  if (text === 'true') return 1;
  if (text === 'false') return 0;
  return text === '' ? NaN : Number(text);
}
