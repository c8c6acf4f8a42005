import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeTable } from '../../src/commands/evaluate/judge-table.js';
import { readLog, type ExposureLog } from '../../src/commands/evaluate/read-log.js';
import { readPolicy } from '../../src/commands/evaluate/read-policy.js';
import { openTable } from '../../src/commands/evaluate/table-file.js';
import type { EvaluationColumns, ModelColumns } from '../../src/core/evaluation/columns.js';
import { evaluatePolicy } from '../../src/core/evaluation/evaluate-policy.js';
import { BY_HAND, CLIPPED_BY_HAND, VALUES_BY_HAND, VARIANCES_BY_HAND } from '../fixtures/ope-by-hand.js';
import { makeBanditWorld, RARE_RATES, USUAL_RATES, type RewardRates } from './bandit-worlds.js';
import { datasetFile } from './datasets.js';
import type { Proof, Say } from './proof.js';
import { repositoryRoot } from './repository.js';
import { runCommand, summaryOf } from './run-command.js';

const METHODS = ['ips', 'snips', 'dr', 'dm'] as const;
const JUDGED = ['ips', 'snips', 'dr'] as const;
type Values = Partial<Record<(typeof METHODS)[number], number>>;
type Found = Partial<Record<(typeof METHODS)[number], { value: number }>>;

const MOST_BY_HAND = 1e-9;
const MOST_FROM_PIPELINE = 1e-6;
const WORLDS = 1_000;
const LEAST_COVERED = 880;

interface PipelineEstimates {
  readonly madeWith: Record<string, string>;
  readonly priorRows: number;
  readonly clipAt: number;
  readonly directions: readonly { log: string; policy: string; values: Values; clipped: Values }[];
}

export const opeProof: Proof = {
  name: 'ope',
  about:
    'off-policy estimates equal those by hand and those of Open Bandit Pipeline, and their intervals hold the truth',
  async run(say) {
    const byHand = farthestByHand();
    say(`by hand: ${byHand}`);
    const pipeline = await compareWithPipeline(say);
    const covered = coverWorlds(USUAL_RATES, say);
    const coveredWhereRare = coverWorlds(RARE_RATES, say);
    const holds =
      byHand <= MOST_BY_HAND &&
      pipeline.farthest <= MOST_FROM_PIPELINE &&
      JUDGED.every((method) => Math.min(covered[method], coveredWhereRare[method]) >= LEAST_COVERED);
    return { holds, figure: { byHand, pipeline, worlds: WORLDS, covered, coveredWhereRare } };
  },
};

function farthestByHand(): number {
  const whole = evaluatePolicy(BY_HAND);
  const clipped = evaluatePolicy(BY_HAND, { clipAt: 2 });
  const gaps = METHODS.flatMap((method) => [
    Math.abs(whole[method]!.value - VALUES_BY_HAND[method]),
    Math.abs(clipped[method]!.value - CLIPPED_BY_HAND[method]),
    Math.abs(whole[method]!.standardError ** 2 - VARIANCES_BY_HAND[method]),
  ]);
  return Math.max(...gaps, Math.abs(whole.ess - VALUES_BY_HAND.ess), Math.abs(clipped.ess - CLIPPED_BY_HAND.ess));
}

async function compareWithPipeline(say: Say) {
  const file = join(repositoryRoot, 'test', 'fixtures', 'open-bandit-pipeline', 'estimates.json');
  const fixture = JSON.parse(await readFile(file, 'utf8')) as PipelineEstimates;
  let farthest = 0;
  for (const { log, policy, values, clipped } of fixture.directions) {
    const columns = await columnsAsPipeline(log, policy, fixture.priorRows);
    const gaps = [
      farthestOf(evaluatePolicy(columns), values),
      farthestOf(evaluatePolicy(columns, { clipAt: fixture.clipAt }), clipped),
      farthestOf(await commandValues(log, policy, say), { ips: values.ips, snips: values.snips }),
    ];
    say(`${log} log, ${policy} policy: at most ${Math.max(...gaps)} from Open Bandit Pipeline`);
    farthest = Math.max(farthest, ...gaps);
  }
  return { farthest, ...fixture.madeWith };
}

/** NaN, which is within no bound, where a value is missing. */
function farthestOf(found: Found, wanted: Values): number {
  const gaps = METHODS.filter((method) => wanted[method] !== undefined).map((method) =>
    Math.abs((found[method]?.value ?? NaN) - wanted[method]!),
  );
  return gaps.length > 0 ? Math.max(...gaps) : NaN;
}

/** The columns under the rules of make_estimates.py: our reading of the policy, its rule for q. */
async function columnsAsPipeline(logName: string, policyName: string, priorRows: number): Promise<EvaluationColumns> {
  const log = await readLog(await openTable(openBandit(logName)));
  const table = await readPolicy(openBandit(policyName));
  const columns = judgeTable(log, table);
  const q = smoothedMeans(log, priorRows);
  const predictedReward = log.reward.map((_, row) => q(log.position[row]!, log.action[row]!));
  const expectedAt = log.positions.all.map((position, place) => {
    const chances = [...table.byPosition.get(position)!];
    return chances.reduce((sum, [action, chance]) => sum + chance * q(place, log.actions.idOf(action)), 0);
  });
  const expectedReward = log.reward.map((_, row) => expectedAt[log.position[row]!]!);
  const model: ModelColumns = { predictedReward, expectedReward };
  return { ...columns, model };
}

function smoothedMeans(log: ExposureLog, priorRows: number): (position: number, action: number) => number {
  const mean = log.reward.reduce((sum, reward) => sum + reward, 0) / log.reward.length;
  const cells = new Map<string, { sum: number; rows: number }>();
  log.reward.forEach((reward, row) => {
    const key = `${log.position[row]} ${log.action[row]}`;
    const { sum, rows } = cells.get(key) ?? { sum: 0, rows: 0 };
    cells.set(key, { sum: sum + reward, rows: rows + 1 });
  });
  return (position, action) => {
    const { sum, rows } = cells.get(`${position} ${action}`) ?? { sum: 0, rows: 0 };
    return (sum + priorRows * mean) / (rows + priorRows);
  };
}

async function commandValues(log: string, policy: string, say: Say): Promise<Found> {
  const command = join(repositoryRoot, 'dist', 'src', 'commands', 'evaluate.command.js');
  const args = [command, 'ope', '--log', openBandit(log), '--policy', openBandit(policy)];
  const result = await runCommand(process.execPath, args, { timeoutMs: 60_000, say });
  if (result.code !== 0) throw new Error(`npm run evaluate -- ope ended with ${result.code}`);
  return summaryOf(result);
}

function openBandit(policy: string): string {
  return datasetFile('open_bandit', 'dev', `${policy}_men.csv.gz`);
}

/** How many of the 90 % intervals hold the truth; dm is told along, and held to nothing: its model may be wrong. */
function coverWorlds(rates: RewardRates, say: Say): Record<(typeof METHODS)[number], number> {
  const covered = { ips: 0, snips: 0, dr: 0, dm: 0 };
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const { columns, truth } = makeBanditWorld(seed, rates);
    const evaluation = evaluatePolicy(columns, { confidence: 0.9 });
    for (const method of METHODS) {
      const { low, high } = evaluation[method]!;
      covered[method] += Number(low <= truth && truth <= high);
    }
  }
  say(`rewards in ${rates.least} to ${rates.most}: of ${WORLDS} intervals hold the truth: ${JSON.stringify(covered)}`);
  return covered;
}
