import type { ExportFormat, RewardKind } from '../../contract/export.js';
import type { Offer } from '../../core/types/offer.js';
import type { DayShare } from './shares.js';

/** What one reader has to do: plain values, for it may be another thread. */
export interface ExportOrder {
  readonly format: ExportFormat;
  readonly days: readonly DayShare[];
  /** Epoch ms, of decisions. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly waitMs: number;
  readonly reward: RewardKind;
  readonly withSilences: boolean;
  readonly withPending: boolean;
}

/** A whole file: what all readers have to do, what falls to each, and what the file says of itself. */
export interface ExportTask {
  readonly order: Omit<ExportOrder, 'days'>;
  /** Of each reader: what it has to read. */
  readonly shares: readonly (readonly DayShare[])[];
  readonly about: Readonly<Record<string, string>>;
}

/** An offer of a catalog version. */
export type OfferName = readonly [version: string, offerId: string];

/** What readers have to ask for: they have neither Redis nor catalogs. In the order of what is asked. */
export interface Answers {
  /** The secrets of subjects who grant profiling now; nothing for all others, and for those who were erased. */
  secrets(subjects: readonly string[]): Promise<(Uint8Array | undefined)[]>;
  /** Without what cannot go to another thread: see `tellOffer`. Nothing where the version is gone. */
  offers(names: readonly OfferName[]): Promise<(Offer | undefined)[]>;
}

/** The offer as values alone: without the functions of rules, hours and words, which no feature reads. */
export function tellOffer(offer: Offer): Offer {
  return {
    ...offer,
    isOpenAt: undefined,
    rules: undefined,
    treatments: offer.treatments.map((treatment) => ({ ...treatment, texts: {} })),
  };
}
