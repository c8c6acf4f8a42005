import { Inject, Injectable } from '@nestjs/common';
import { finishDecision, prepareDecision } from '../core/decision.js';
import { concludeDecision } from '../core/outcome/conclude.js';
import { unpackInput } from '../core/record/decision-record.js';
import { unpackLearned } from '../core/record/pack-learned.js';
import type { Decision, Outcome, Prepared, Scores } from '../core/types/decision.js';
import type { DecisionId } from '../core/types/ids.js';
import type { LearnedRows } from '../core/types/learned.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS } from '../platform/tokens.js';
import type { Scorer } from '../scoring/scorer.js';
import { ScoringService } from '../scoring/scoring.service.js';
import type { StoredDecision } from '../state/decision.repository.js';
import { CatalogPort } from './catalog.port.js';
import type { Push } from './push.service.js';

export interface DecisionResult {
  readonly decisionId: DecisionId;
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly push?: Push;
}

/** Makes a decision again from its record, with the versions that it names. Reads only. */
@Injectable()
export class RemakeService {
  constructor(
    @Inject(BUSINESS) private readonly business: Business,
    private readonly catalogs: CatalogPort,
    private readonly scoring: ScoringService,
  ) {}

  /** @returns the decision, or one sentence that says why it cannot be made again, such as that a version is gone. */
  async remake(stored: StoredDecision): Promise<DecisionResult | string> {
    const decision = await this.decideAgain(stored);
    if (typeof decision === 'string') return decision;
    const { decisionId } = decision.input;
    return { decisionId, decision, outcome: concludeDecision(decision, stored.commit) };
  }

  /** The decision before the commit had its say; or why it cannot be made again. */
  async decideAgain(stored: StoredDecision): Promise<Decision | string> {
    const { model } = stored.record.versions;
    const scorer = await this.scoring.scorerOf(stored.owner.tenant, model);
    if (!scorer) return `the model ${model} is gone`;
    const { scoreSource } = stored.record;
    const prepared = await this.prepare(stored, scorer);
    if (typeof prepared === 'string') return prepared;
    const scores = scoreSource === 'fallback' ? fallbackScores(scorer) : await scoreIfAny(prepared, scorer);
    // Other scores make another decision: what was granted would be told under the name of another offer.
    if (scores && scores.source !== scoreSource) return 'the model did not answer in time; ask again';
    return finishDecision(prepared, scores, scorer.priors, unpackLearned(stored.record.learned));
  }

  /** What another version would have decided; or why that cannot be said. */
  async decideWith(stored: StoredDecision, scorer: Scorer): Promise<Decision | string> {
    const prepared = await this.prepare(stored, scorer);
    if (typeof prepared === 'string') return prepared;
    const scores = await scoreIfAny(prepared, scorer);
    if (scores?.source === 'fallback') return 'the model did not answer in time';
    return finishDecision(prepared, scores, scorer.priors, learnedFor(stored, prepared, scorer));
  }

  /** All but the scores, in the columns of this version; or why it cannot be had. */
  async prepare({ owner, record }: StoredDecision, { encoder }: Scorer): Promise<Prepared | string> {
    const { policy } = this.business;
    const { versions } = record;
    const catalog = await this.catalogs.version(owner.tenant, versions.catalog);
    if (!catalog) return `the catalog version ${versions.catalog} is gone`;
    if (versions.policy !== policy.version) return `the policy version ${versions.policy} is gone`;
    return prepareDecision(unpackInput(record.input, owner), catalog, policy, encoder);
  }
}

/** Of a model is learnt what it promised too much or too little; of offers that it does not score, what holds for any model. */
function learnedFor(
  { record }: StoredDecision,
  { kept }: Prepared,
  { version, priors }: Scorer,
): LearnedRows | undefined {
  const rows = unpackLearned(record.learned);
  if (version === record.versions.model) return rows;
  return rows?.map((row, i) => (priors.knownCategories.has(kept[i]!.offer.category) ? undefined : row));
}

/** Nothing left to score, nothing to ask the model. */
export async function scoreIfAny({ kept, matrix }: Prepared, scorer: Scorer): Promise<Scores | undefined> {
  return kept.length === 0 ? undefined : scorer.score(matrix, kept.length);
}

function fallbackScores({ version }: Scorer): Scores {
  return { propensities: new Float32Array(0), source: 'fallback', modelVersion: version };
}
