import type { EvaluationColumns } from '../../core/evaluation/columns.js';
import { evaluatePolicy, type PolicyEvaluation } from '../../core/evaluation/evaluate-policy.js';
import { judgeColumn, judgeTable } from './judge-table.js';
import type { OpeOptions } from './ope-options.js';
import { readLog, type ExposureLog } from './read-log.js';
import { readPolicy } from './read-policy.js';
import { openTable } from './table-file.js';

/** What the command answers: the evaluation, and what it was made from. */
export interface OpeSummary extends PolicyEvaluation {
  readonly policy: string;
  readonly clusteredBy: 'subject' | 'decisionId' | 'row';
  readonly model: 'given' | 'learnt' | 'none';
  readonly loggedBy?: readonly string[];
  /** Rows that the log marks as not fit, by mark. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/**
 * Judges a policy by the log of another.
 * @throws EvaluateError for files that cannot be used, RangeError for columns that say nothing.
 */
export async function evaluateOffPolicy(options: OpeOptions): Promise<OpeSummary> {
  const { chanceColumn, map, confidence, clipAt } = options;
  const log = await readLog(await openTable(options.log), { map, chanceColumn });
  const { columns, policy } = await judge(log, options);
  return {
    ...evaluatePolicy(columns, { confidence, clipAt }),
    policy,
    clusteredBy: log.clusterBy ?? 'row',
    model: !columns.model ? 'none' : log.predictedReward ? 'given' : 'learnt',
    loggedBy: log.policies.length > 0 ? log.policies.slice(0, 20) : undefined,
    leftOut: Object.fromEntries(log.leftOut),
  };
}

async function judge(
  log: ExposureLog,
  { policyFile, chanceColumn, map }: OpeOptions,
): Promise<{ columns: EvaluationColumns; policy: string }> {
  if (policyFile === undefined)
    return { columns: judgeColumn(log, log.evaluationChance!), policy: `the column ${chanceColumn} of the log` };
  const table = await readPolicy(policyFile, map);
  return { columns: judgeTable(log, table), policy: table.told };
}
