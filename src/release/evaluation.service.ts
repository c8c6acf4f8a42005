import { Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { EvaluationRequest, ModelEvaluation } from '../contract/model-evidence.js';
import { MODEL_NAME } from '../contract/models.js';
import { evaluatePolicy, type PolicyEvaluation } from '../core/evaluation/evaluate-policy.js';
import type { TenantId } from '../core/types/ids.js';
import { LoggedDecisions } from '../engine/logged-decisions.js';
import { RemakeService } from '../engine/remake.service.js';
import { ScoringService } from '../scoring/scoring.service.js';
import type { Scorer } from '../scoring/scorer.js';
import type { StoredDecision } from '../state/decision.repository.js';
import { LIFETIMES } from '../state/keys.js';
import { LogColumns } from './log-columns.js';
import { RegistryRepository } from './registry.repository.js';

/** Fewer say nothing of anybody. */
const FEWEST = 20;

/** Judges versions by decisions that others made: what they would have earned. */
@Injectable()
export class EvaluationService {
  #isBusy = false;

  constructor(
    private readonly log: LoggedDecisions,
    private readonly remakes: RemakeService,
    private readonly scoring: ScoringService,
    private readonly registry: RegistryRepository,
  ) {}

  /** @throws Refused NOT_FOUND, CONFLICT where the log is too short, OVERLOADED while another one is being judged here. */
  async evaluate(tenant: TenantId, version: string, by: string, request: EvaluationRequest): Promise<ModelEvaluation> {
    const scorer = await this.scorerOf(tenant, version);
    if (this.#isBusy) throw new Refused('OVERLOADED', 'Another version is being evaluated; ask again when it is done');
    this.#isBusy = true;
    try {
      const evaluation = await this.judge(tenant, scorer, by, request);
      // It may have been removed while it was judged: what is kept of it now would stay for good.
      await this.scorerOf(tenant, version);
      await this.registry.keepEvaluation(tenant, MODEL_NAME, version, evaluation);
      await this.registry.note(tenant, MODEL_NAME, { action: 'evaluate', version, by, at: evaluation.at });
      return evaluation;
    } finally {
      this.#isBusy = false;
    }
  }

  private async scorerOf(tenant: TenantId, version: string): Promise<Scorer> {
    const scorer = await this.scoring.versionOf(tenant, version);
    if (!scorer) throw new Refused('NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}`);
    return scorer;
  }

  private async judge(
    tenant: TenantId,
    scorer: Scorer,
    by: string,
    { from, to, reward, limit }: EvaluationRequest,
  ): Promise<ModelEvaluation> {
    const until = to ?? Date.now();
    const since = Math.max(from ?? 0, Date.now() - LIFETIMES.decisionMs);
    const columns = new LogColumns(reward);
    let leftOut = 0;
    for await (const stored of this.log.read(tenant, since, until, limit)) {
      if (!isDrawn(stored)) continue;
      const other = wasChanged(stored) ? 'changed' : await this.remakes.decideWith(stored, scorer);
      if (typeof other === 'string') leftOut += 1;
      else columns.add(stored, other);
    }
    if (columns.rows < FEWEST)
      throw new Refused(
        'CONFLICT',
        `The log has ${columns.rows} decisions that say something; ${FEWEST} are the fewest`,
      );
    const found = evaluatePolicy(columns.columns());
    return tell(found, columns, { by, since, until, reward, leftOut });
  }
}

/** Whether there was anything to choose from. */
function isDrawn({ record }: StoredDecision): boolean {
  return record.scoreSource === 'model' && record.slots[0]?.fallback === undefined;
}

/** What the commit refused was not the model's doing: such decisions say nothing of it. */
function wasChanged({ commit }: StoredDecision): boolean {
  return commit.r.length > 0;
}

interface Order {
  readonly by: string;
  readonly since: number;
  readonly until: number;
  readonly reward: EvaluationRequest['reward'];
  readonly leftOut: number;
}

function tell(
  found: PolicyEvaluation,
  columns: LogColumns,
  { by, since, until, reward, leftOut }: Order,
): ModelEvaluation {
  const { ips, snips, dr, dm, logged, ess, warnings } = found;
  const of = ({ value, low, high }: PolicyEvaluation['ips']) => ({ value, low, high });
  return {
    at: new Date().toISOString(),
    by,
    from: new Date(since).toISOString(),
    to: new Date(until).toISOString(),
    reward,
    decisions: columns.rows,
    customers: columns.customers,
    leftOut,
    logged: logged.value,
    dm: of(dm!),
    ips: of(ips),
    snips: of(snips),
    dr: of(dr!),
    effectiveSampleSize: ess,
    warnings: warnings.map(({ code, message }) => `${code}: ${message}`),
  };
}
