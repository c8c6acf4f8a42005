import { priorOf, startingEvidenceOf } from '../core/arbitration/value.js';
import { fadedBy } from '../core/learning/counts.js';
import { learnedFrom } from '../core/learning/posterior.js';
import { asRecorded } from '../core/record/pack-learned.js';
import type { Candidate, Prepared, Scores } from '../core/types/decision.js';
import type { Counts, Learned, LearnedRows } from '../core/types/learned.js';
import type { Scorer } from '../scoring/scorer.js';
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

  /** For each of the offers that are scored, in the form in which the record keeps it; nothing when nothing is known. */
  rowsFor(
    { stage, kept }: Prepared,
    scores: Scores | undefined,
    { version, priors }: Pick<Scorer, 'version' | 'priors'>,
  ): LearnedRows | undefined {
    const { input, policy } = stage;
    let rows: (Learned | undefined)[] | undefined;
    for (let row = 0; row < kept.length; row += 1) {
      const candidate = kept[row]!;
      const { offer } = candidate;
      const isScored = scores?.source === 'model' && priors.knownCategories.has(offer.category);
      const counts = this.about(candidate, isScored ? version : undefined, input.now, policy.learning.halfLifeMs);
      if (!counts) continue;
      const start = { propensity: priorOf(offer, priors), evidence: startingEvidenceOf(offer, policy) };
      const recorded = asRecorded(learnedFrom(start, isScored, counts));
      if (!recorded) continue;
      rows ??= new Array<Learned | undefined>(kept.length).fill(undefined);
      rows[row] = recorded;
    }
    return rows;
  }

  /**
   * What was seen of an offer in the treatments that it may be shown in now, as of now.
   * @param model what this model had scored; left out: whatever had.
   */
  private about(
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
