import type { RewardKind } from '../../contract/export.js';
import { KeyTable } from './key-table.js';

/** One line of a decision's feedback, as far as rewards go. */
export interface FeedbackLine {
  readonly type: string;
  readonly deliveryId?: string;
  /** Epoch ms, by the clock of who was shown the offer. */
  readonly at: number;
}

export interface Reward {
  readonly reward: 0 | 1;
  readonly at: number | null;
}

const NONE: Reward = { reward: 0, at: null };
const YES: ReadonlySet<string> = new Set(['accept', 'redeem']);

/**
 * What came of the deliveries of a day, in some 40 bytes each. Lines may come twice and in any order: of an acceptance the
 * last answer counts (a yes before a no of the same millisecond), of clicks and redemptions the first.
 */
export class RewardTable {
  readonly #keys = new KeyTable();
  #at = new Float64Array(256);
  #isYes = new Uint8Array(256);

  constructor(private readonly kind: RewardKind) {}

  /** @param until epoch ms: what came later does not count. */
  note({ type, deliveryId, at }: FeedbackLine, until: number): void {
    if (deliveryId === undefined || at > until || !this.counts(type)) return;
    const before = this.#keys.size;
    const number = this.#keys.add(deliveryId);
    const isYes = this.kind === 'accept' ? Number(YES.has(type)) : 1;
    if (number < before && !this.replaces(number, at, isYes)) return;
    if (number === this.#at.length) this.grow();
    this.#at[number] = at;
    this.#isYes[number] = isYes;
  }

  of(deliveryId: string): Reward {
    const number = this.#keys.find(deliveryId);
    return number < 0 || this.#isYes[number] === 0 ? NONE : { reward: 1, at: this.#at[number]! };
  }

  private counts(type: string): boolean {
    return this.kind === 'accept' ? YES.has(type) || type === 'dismiss' : type === this.kind;
  }

  private replaces(number: number, at: number, isYes: number): boolean {
    const known = this.#at[number]!;
    if (this.kind !== 'accept') return at < known;
    return at > known || (at === known && isYes > this.#isYes[number]!);
  }

  private grow(): void {
    const [at, isYes] = [this.#at, this.#isYes];
    this.#at = new Float64Array(2 * at.length);
    this.#isYes = new Uint8Array(2 * isYes.length);
    this.#at.set(at);
    this.#isYes.set(isYes);
  }
}
