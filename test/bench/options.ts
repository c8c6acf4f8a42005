import { parseArgs } from 'node:util';

/** How long and how often the bench measures. */
export interface Plan {
  quick: boolean;
  profile: boolean;
  modelDir: string;
  customers: number;
  latency: { ratePerSecond: number; repetitions: number; warmupSeconds: number; measureSeconds: number };
  throughput: { repetitions: number; warmupSeconds: number; measureSeconds: number; bisections: number };
  idleSockets: number;
}

const QUICK = {
  latency: { ratePerSecond: 200, repetitions: 2, warmupSeconds: 1, measureSeconds: 3 },
  throughput: { repetitions: 1, warmupSeconds: 0.4, measureSeconds: 1.4, bisections: 2 },
  idleSockets: 300,
};
const FULL = {
  latency: { ratePerSecond: 200, repetitions: 5, warmupSeconds: 2, measureSeconds: 10 },
  throughput: { repetitions: 3, warmupSeconds: 0.5, measureSeconds: 3, bisections: 3 },
  idleSockets: 1000,
};

export function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      model: { type: 'string', default: 'models/propensity/1' },
      customers: { type: 'string', default: '100' },
    },
  });
  const customers = Number(values.customers);
  if (!Number.isInteger(customers) || customers < 1) throw new Error('--customers takes a whole number above 0');
  return {
    quick: values.quick,
    profile: values.profile,
    modelDir: values.model,
    customers,
    ...(values.quick ? QUICK : FULL),
  };
}
