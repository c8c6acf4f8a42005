import { Inject, Injectable } from '@nestjs/common';
import { finishDecision, prepareDecision } from '../core/decision.js';
import { concludeDecision } from '../core/outcome/conclude.js';
import { unpackInput } from '../core/record/decision-record.js';
import type { Decision, Outcome, Prepared, Scores } from '../core/types/decision.js';
import type { DecisionId } from '../core/types/ids.js';
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
  async decideAgain({ owner, record }: StoredDecision): Promise<Decision | string> {
    const { policy } = this.business;
    const { versions, scoreSource } = record;
    const catalog = await this.catalogs.version(owner.tenant, versions.catalog);
    if (!catalog) return `the catalog version ${versions.catalog} is gone`;
    if (versions.policy !== policy.version) return `the policy version ${versions.policy} is gone`;
    const scorer = await this.scoring.scorerOf(owner.tenant, versions.model);
    if (!scorer) return `the model ${versions.model} is gone`;
    const input = unpackInput(record.input, owner);
    const prepared = prepareDecision(input, catalog, policy, scorer.encoder);
    const scores = scoreSource === 'fallback' ? fallbackScores(scorer) : await scoreIfAny(prepared, scorer);
    // Other scores make another decision: what was granted would be told under the name of another offer.
    if (scores && scores.source !== scoreSource) return 'the model did not answer in time; ask again';
    return finishDecision(prepared, scores, scorer.priors);
  }
}

/** Nothing left to score, nothing to ask the model. */
export async function scoreIfAny({ kept, matrix }: Prepared, scorer: Scorer): Promise<Scores | undefined> {
  return kept.length === 0 ? undefined : scorer.score(matrix, kept.length);
}

function fallbackScores({ version }: Scorer): Scores {
  return { propensities: new Float32Array(0), source: 'fallback', modelVersion: version };
}
