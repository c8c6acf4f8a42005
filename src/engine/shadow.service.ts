import { Inject, Injectable } from '@nestjs/common';
import { finishDecision } from '../core/decision.js';
import type { Encoder } from '../core/features/encoder.js';
import { compareDecisions } from '../core/rollout/compare.js';
import { shadowTimeField, SHADOW_FIELDS } from '../core/rollout/shadow-report.js';
import type { Decision, Prepared } from '../core/types/decision.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { ScoringService, type ShadowScorer } from '../scoring/scoring.service.js';
import { LearningService } from './learning.service.js';
import { TrialSums } from './trial-sums.js';

/** Of one shadow. One that cannot keep up misses decisions, and nothing piles up. */
const MOST_AT_ONCE = 8;

/** Asks shadows what they would have decided, when a decision is out, and counts how they differ. */
@Injectable()
export class ShadowService {
  readonly #asked = new Map<string, number>();

  constructor(
    private readonly scoring: ScoringService,
    private readonly sums: TrialSums,
    private readonly learning: LearningService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Returns at once: nobody waits for a shadow. */
  compare(prepared: Prepared, decision: Decision, served: Encoder): void {
    const { tenant } = decision.input.owner;
    if (prepared.kept.length === 0) return;
    for (const shadow of this.scoring.shadows(tenant)) {
      const asked = this.#asked.get(shadow.trial) ?? 0;
      if (asked >= MOST_AT_ONCE) this.sums.add(tenant, shadow.trial, SHADOW_FIELDS.dropped, 1);
      else setImmediate(() => void this.ask(shadow, prepared, decision, served));
    }
  }

  private async ask(
    { trial, scorer }: ShadowScorer,
    prepared: Prepared,
    decision: Decision,
    served: Encoder,
  ): Promise<void> {
    const { tenant } = decision.input.owner;
    this.#asked.set(trial, (this.#asked.get(trial) ?? 0) + 1);
    try {
      const own = inColumnsOf(scorer.encoder, prepared, served);
      const scores = await scorer.score(own.matrix, own.kept.length);
      this.sums.add(tenant, trial, SHADOW_FIELDS.decisions, 1);
      if (scores.source === 'fallback') return this.sums.add(tenant, trial, SHADOW_FIELDS.faults, 1);
      const other = finishDecision(own, scores, scorer.priors, this.learning.about(own, scores, scorer));
      const { isSameWinner, rankAgreement, scoreDifference } = compareDecisions(decision, other);
      const { sameWinner, ranked, rankSum, differenceSum, badScores } = SHADOW_FIELDS;
      if (isSameWinner) this.sums.add(tenant, trial, sameWinner, 1);
      if (rankAgreement !== undefined) {
        this.sums.add(tenant, trial, ranked, 1);
        this.sums.add(tenant, trial, rankSum, rankAgreement);
      }
      this.sums.add(tenant, trial, differenceSum, scoreDifference ?? 0);
      if (other.scored.some(({ propensitySource }) => propensitySource === 'guarded'))
        this.sums.add(tenant, trial, badScores, 1);
      this.sums.add(tenant, trial, shadowTimeField(scores.tookMs ?? 0), 1);
    } catch (error) {
      this.log.warn({ trial, reason: (error as Error).message }, 'a shadow could not be asked');
    } finally {
      this.#asked.set(trial, this.#asked.get(trial)! - 1);
    }
  }
}

/** The very same matrix, where the shadow asks for the same columns. */
function inColumnsOf(encoder: Encoder, prepared: Prepared, served: Encoder): Prepared {
  if (haveSameColumns(encoder, served)) return prepared;
  return { ...prepared, ...encoder.encode(prepared.stage, prepared.kept), columns: encoder.columns.length };
}

function haveSameColumns(one: Encoder, other: Encoder): boolean {
  return one.columns.length === other.columns.length && one.columns.every((name, i) => other.columns[i] === name);
}
