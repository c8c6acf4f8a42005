import type { DecisionInput, Sighting } from '../types/decision.js';
import type { LocalTime } from '../types/moment.js';
import type { Offer } from '../types/offer.js';

/** What a feature of the situation or the customer is read from. */
export interface DecisionView {
  readonly input: DecisionInput;
  readonly localTime?: LocalTime;
}

/** What a feature of one candidate is read from. */
export interface CandidateView extends DecisionView {
  readonly offer: Offer;
  readonly sighting: Sighting;
}

export type RawFeature = number | string | undefined;

interface Described {
  readonly name: string;
  readonly kind: 'number' | 'level';
  /** All levels, for a `level`. */
  readonly levels?: readonly string[];
  readonly unit?: string;
  /** Least and most that a `number` can be. */
  readonly range?: readonly [least: number, most: number];
  readonly source: 'clock' | 'report' | 'position' | 'profile' | 'offer';
  /** The consent without which the value is missing. */
  readonly consent: 'none' | 'location' | 'profiling';
  readonly describe: string;
}

/** The same for all candidates of a decision: read once. */
export interface DecisionExtractor extends Described {
  readonly scope: 'decision';
  extract(view: DecisionView): RawFeature;
}

export interface CandidateExtractor extends Described {
  readonly scope: 'candidate';
  extract(view: CandidateView): RawFeature;
}

/** One feature: one small file, the same for serving, for the docs and, by its name in the manifest, for training. */
export type Extractor = DecisionExtractor | CandidateExtractor;
