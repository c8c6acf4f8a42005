import type { Redis } from 'ioredis';
import type { LoadProcess } from './load-process.js';
import { measureRun, type MeasuredPath, type MeasuredRun } from './measured-path.js';
import type { SteadyLoad } from './options.js';
import { usedMemoryBytes } from './redis-figures.js';
import { METRES_PER_REPORT } from './walk.js';

export interface LatencyPhase {
  bare: MeasuredRun[];
  engine: MeasuredRun[];
  /** Growth of Redis over the engine's runs, by decision. */
  bytesPerDecision: number[];
}

/** One steady rate, bare and engine by turns, so that whatever the machine does besides meets both. */
export async function measureLatency(
  load: LoadProcess,
  redis: Redis,
  paths: { bare: MeasuredPath; engine: MeasuredPath },
  steady: SteadyLoad,
): Promise<LatencyPhase> {
  const phase: LatencyPhase = { bare: [], engine: [], bytesPerDecision: [] };
  const order = { ...steady, metresPerStep: METRES_PER_REPORT };
  for (let repetition = 0; repetition < steady.repetitions; repetition++) {
    phase.bare.push(await measureRun(load, paths.bare, order));
    const beforeBytes = await usedMemoryBytes(redis);
    const run = await measureRun(load, paths.engine, order);
    phase.engine.push(run);
    if (run.allPushes > 0) phase.bytesPerDecision.push(((await usedMemoryBytes(redis)) - beforeBytes) / run.allPushes);
  }
  return phase;
}
