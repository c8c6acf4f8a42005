import type { RefusalCode } from './reason.js';

/** How much there is of an offer over all its catalog versions: units, a budget, or both. */
export interface Stock {
  readonly units?: number;
  readonly budget?: Budget;
  /** How long one is reserved without an impression; absent: as the policy says. */
  readonly leaseMs?: number;
}

/** Money in minor units of the currency of the offer. */
export interface Budget {
  readonly minor: number;
  /** What one acceptance costs. */
  readonly costMinor: number;
}

export type Shortage = Extract<RefusalCode, 'OUT_OF_STOCK' | 'OUT_OF_BUDGET' | 'STOCK_UNKNOWN'>;

/** Offers of which nothing was left when they were last asked for, and why. */
export type Shortages = Readonly<Record<string, Shortage>>;

/** The end of the time for which one is reserved without an impression. */
export function leaseEndOf(stock: Stock, policy: { readonly stock: { readonly leaseMs: number } }, at: number): number {
  return at + (stock.leaseMs ?? policy.stock.leaseMs);
}
