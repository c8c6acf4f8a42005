import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** The version that the engine serves. */
const MODEL = join('propensity', '1');

export interface SteadyLoad {
  ratePerSecond: number;
  repetitions: number;
  warmupSeconds: number;
  measureSeconds: number;
}

/** How long and how often the bench measures. */
export interface Plan {
  quick: boolean;
  profile: boolean;
  /** Writes the figures into docs/benchmarks.md. */
  keep: boolean;
  modelsDir: string;
  modelDir: string;
  customers: number;
  /** No new search for a rate is begun, and no further step made, when this time has gone. */
  budgetSeconds: number;
  /** Until the compiler has seen all of the code: figures of the first seconds of a server tell of nothing else. */
  warmup: SteadyLoad;
  /** A rate at which nothing queues. */
  latency: SteadyLoad;
  /** The rate that the targets name for the tail. */
  busy: SteadyLoad;
  throughput: {
    repetitions: number;
    warmupSeconds: number;
    measureSeconds: number;
    bisections: number;
    maxRuns: number;
  };
  idleSockets: number;
}

const QUICK = {
  budgetSeconds: 52,
  warmup: { ratePerSecond: 500, repetitions: 1, warmupSeconds: 0, measureSeconds: 3 },
  latency: { ratePerSecond: 200, repetitions: 2, warmupSeconds: 0.5, measureSeconds: 3 },
  busy: { ratePerSecond: 1000, repetitions: 1, warmupSeconds: 0.5, measureSeconds: 1.5 },
  throughput: { repetitions: 1, warmupSeconds: 0.4, measureSeconds: 1.2, bisections: 2, maxRuns: 7 },
  idleSockets: 300,
};
const FULL = {
  budgetSeconds: 370,
  warmup: { ratePerSecond: 500, repetitions: 1, warmupSeconds: 0, measureSeconds: 12 },
  latency: { ratePerSecond: 200, repetitions: 5, warmupSeconds: 2, measureSeconds: 8 },
  // By turns with the other path: the first seconds of each turn are those of cold caches, and not of a steady load.
  busy: { ratePerSecond: 1000, repetitions: 5, warmupSeconds: 2, measureSeconds: 6 },
  throughput: { repetitions: 3, warmupSeconds: 0.5, measureSeconds: 2.5, bisections: 3, maxRuns: 8 },
  idleSockets: 1000,
};

export function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      models: { type: 'string', default: 'models' },
      customers: { type: 'string', default: '500' },
    },
  });
  const customers = Number(values.customers);
  if (!Number.isInteger(customers) || customers < 1) throw new Error('--customers takes a whole number above 0');
  if (values.keep && (values.quick || values.profile)) {
    throw new Error('--keep needs a full run without --quick and --profile: their figures are not worth keeping');
  }
  const manifest = join(values.models, MODEL, 'manifest.json');
  if (!existsSync(manifest)) throw new Error(`there is no model: ${manifest} is missing`);
  return {
    quick: values.quick,
    profile: values.profile,
    keep: values.keep,
    modelsDir: values.models,
    modelDir: join(values.models, MODEL),
    customers,
    ...(values.quick ? QUICK : FULL),
  };
}
