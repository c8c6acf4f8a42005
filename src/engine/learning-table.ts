import { fadedBy } from '../core/learning/counts.js';
import type { Candidate } from '../core/types/decision.js';
import type { Counts } from '../core/types/learned.js';
import type { LearnedPage } from '../state/learning.repository.js';

/** Changed where it stands: what is long-lived is not made anew with each event. */
interface Known {
  readonly treatment: string;
  readonly model?: string;
  impressions: number;
  accepts: number;
  expected: number;
  at: number;
}

/** What one process knows of what customers of one tenant did with its offers. */
export class LearningTable {
  revision = 0;
  #names = 0;
  readonly #byOffer = new Map<string, Known[]>();

  /** @param name of the table in Redis that this is a copy of; empty for none. */
  constructor(readonly name = '') {}

  /** How many offers and treatments it knows. */
  get names(): number {
    return this.#names;
  }

  take({ revision, entries }: LearnedPage): void {
    this.revision = revision;
    for (const { offerId, treatment, model, impressions, accepts, expected, at } of entries) {
      let ofOffer = this.#byOffer.get(offerId);
      if (!ofOffer) this.#byOffer.set(offerId, (ofOffer = []));
      let known = ofOffer.find((one) => one.treatment === treatment && one.model === model);
      if (!known) {
        ofOffer.push((known = { treatment, model, impressions, accepts, expected, at }));
        this.#names += 1;
      }
      known.impressions = impressions;
      known.accepts = accepts;
      known.expected = expected;
      known.at = at;
    }
  }

  /**
   * What was seen of an offer in the treatments that it may be shown in now, as of now.
   * @param model what this model had scored; left out: whatever had.
   */
  about(
    { offer, treatments }: Candidate,
    model: string | undefined,
    now: number,
    halfLifeMs: number,
  ): Counts | undefined {
    const known = this.#byOffer.get(offer.id);
    if (!known) return undefined;
    let [impressions, accepts, expected] = [0, 0, 0];
    for (const one of known) {
      if (model !== undefined && one.model !== model) continue;
      if (!treatments.some(({ treatment }) => treatment.id === one.treatment)) continue;
      const kept = fadedBy(one.at, now, halfLifeMs);
      impressions += one.impressions * kept;
      accepts += one.accepts * kept;
      expected += one.expected * kept;
    }
    return impressions > 0 ? { impressions, accepts, expected } : undefined;
  }
}
