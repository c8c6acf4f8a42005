import { join } from 'node:path';
import { compileEncoder } from '../../src/core/features/encoder.js';
import type { Exploration, Policy } from '../../src/core/types/policy.js';
import { readBusiness } from '../../src/platform/config/business.js';
import { readManifest, readModelOf } from '../../src/scoring/manifest.js';
import { loadModel } from '../../src/scoring/onnx-model.js';
import type { Scorer } from '../../src/scoring/scorer.js';
import { runPolicy, type Run } from './bandit-run.js';
import { openingsOf } from './bandit-world.js';
import type { Proof, Say } from './proof.js';
import { repositoryRoot } from './repository.js';

/** None of those that anything was tried on. */
const FIRST_SEED = 101;
const SEEDS = 20;
/** A day of them: exploring is paid first and earns later. */
const DECISIONS = 12_000;
/** Of Student's t with 19 degrees of freedom. */
const T_95 = 2.093;
const MOST_OFF = 1e-9;

const POLICIES = {
  greedy: { kind: 'epsilon-greedy', epsilon: 0, floor: 0 },
  random10: { kind: 'epsilon-greedy', epsilon: 0.1, floor: 0 },
  inverseGap: { kind: 'inverse-gap', gamma: 2_000, floor: 0 },
  thompson: { kind: 'thompson', width: 0.5, floor: 0 },
} as const satisfies Record<string, Exploration>;
type Name = keyof typeof POLICIES;
const NAMES = Object.keys(POLICIES) as Name[];

export const banditProof: Proof = {
  name: 'bandit',
  about:
    'over 20 seeds of the simulated city, with new offers in its shops, Thompson sampling regrets less than greedy and than 10 % random',
  async run(say) {
    const { scorer, release } = await loadScorer();
    const runs = await runSeeds(scorer, say).finally(release);
    const regrets = (name: Name) => runs.map((run) => run[name].regret);
    const against = (other: Name) => interval(runs.map((run) => run.thompson.regret - run[other].regret));
    const regretMinor = Object.fromEntries(NAMES.map((name) => [name, interval(regrets(name))]));
    const thompsonLess = {
      greedy: against('greedy'),
      random10: against('random10'),
      inverseGap: against('inverseGap'),
    };
    const worstSum = Math.max(...runs.flatMap((run) => NAMES.map((name) => run[name].worstSum)));
    const decideUs = Object.fromEntries(
      NAMES.map((name) => [name, Math.round(mean(runs.map((run) => run[name].decideUs)))]),
    );
    const holds = thompsonLess.greedy.high < 0 && thompsonLess.random10.high < 0 && worstSum < MOST_OFF;
    return { holds, figure: { seeds: SEEDS, decisions: DECISIONS, regretMinor, thompsonLess, worstSum, decideUs } };
  },
};

async function runSeeds(scorer: Scorer, say: Say): Promise<Record<Name, Run>[]> {
  const policy = provedPolicy();
  const runs: Record<Name, Run>[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const openings = await openingsOf(seed, DECISIONS, policy, scorer);
    const run = Object.fromEntries(
      NAMES.map((name) => [name, runPolicy(openings, policy, POLICIES[name], scorer)]),
    ) as Record<Name, Run>;
    runs.push(run);
    say(`seed ${seed}: ${NAMES.map((name) => `${name} ${run[name].regret.toFixed(2)}`).join(', ')}`);
  }
  return runs;
}

/** As delivered, but that nobody is left alone: an offer below the least propensity is tried under no policy. */
function provedPolicy(): Policy {
  const { policy } = readBusiness(join(repositoryRoot, 'config'));
  return { ...policy, arbitration: { ...policy.arbitration, minPropensity: 0 } };
}

/** The model that is delivered, on this thread and without a deadline. */
async function loadScorer(): Promise<{ scorer: Scorer; release: () => Promise<void> }> {
  const directory = join(repositoryRoot, 'models', 'propensity', '1');
  const manifest = readManifest(directory);
  const model = await loadModel(readModelOf(manifest, directory));
  const version = `${manifest.name}/${manifest.version}`;
  const scorer: Scorer = {
    version,
    encoder: compileEncoder(manifest.columns),
    priors: { knownCategories: new Set(manifest.categories), basePrior: manifest.basePrior },
    score: async (matrix, rows) => ({
      propensities: await model.run(matrix, rows),
      source: 'model',
      modelVersion: version,
    }),
  };
  return { scorer, release: () => model.release() };
}

/** Mean over the seeds with its 95 % interval. */
function interval(values: readonly number[]): { mean: number; low: number; high: number } {
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  const half = T_95 * Math.sqrt(variance / values.length);
  const round = (value: number) => Math.round(value * 1_000) / 1_000;
  return { mean: round(middle), low: round(middle - half), high: round(middle + half) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
