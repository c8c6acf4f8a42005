// npm run bench [-- --quick] [--keep] [--profile] [--models DIR] [--customers N]
// The engine against the bare path: the same load, model and Redis in one run, each in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitName, repositoryRoot } from '../prove/repository.js';
import { startBarePath } from './bare-path.js';
import { Cleanup } from './cleanup.js';
import { hottestFunctions } from './cpu-profile.js';
import { startEnginePath, writeProfiles, type EnginePath } from './engine-path.js';
import { keepRun } from './kept-runs.js';
import { measureLatency, type LatencyPhase } from './latency-phase.js';
import { LoadProcess } from './load-process.js';
import { describeMachine } from './machine.js';
import { connectCustomers } from './measured-path.js';
import { planOf, type Plan } from './options.js';
import { startPrivateRedis } from './private-redis.js';
import { loadAverage } from './process-figures.js';
import { commandCosts, keyKinds } from './redis-figures.js';
import { report, type BenchFigures } from './report.js';
import { scoredInFunnel } from './sampled-decision.js';
import { kibPerSocket } from './sockets-phase.js';
import { stageTimes } from './stage-times.js';
import { measureThroughput } from './throughput-phase.js';

const KEPT_IN = 'docs/benchmarks.md';

async function measure(plan: Plan, cleanup: Cleanup): Promise<BenchFigures> {
  const startMs = performance.now();
  const say = (words: string) =>
    console.error(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${words}`);
  const loadBefore = loadAverage();
  const workDir = mkdtempSync(join(tmpdir(), 'proxima-bench-'));
  cleanup.add(() => rmSync(workDir, { recursive: true, force: true }));
  const probeDir = join(workDir, 'probe');

  const redis = await started(cleanup, startPrivateRedis(workDir));
  const load = new LoadProcess();
  cleanup.add(() => load.stop());
  const customers = names('customer', plan.customers);
  const shared = { redis: redis.client, redisUrl: redis.url, customers, probeDir };
  const bare = await started(cleanup, startBarePath({ modelDir: plan.modelDir, ...shared }));
  const engine = await started(
    cleanup,
    startEnginePath({
      workDir,
      modelsDir: plan.modelsDir,
      profile: plan.profile,
      onLog: (line) => console.error(line),
      ...shared,
    }),
  );
  say(`both servers listen; the model has ${bare.columns} columns and takes ${bare.runUs.toFixed(0)} µs for 64 rows`);

  const idle = names('idle', plan.idleSockets);
  const memory = { bare: await kibPerSocket(load, bare, idle), engine: await kibPerSocket(load, engine, idle) };
  say('memory of idle sockets measured');

  await writeProfiles(engine, customers);
  await connectCustomers(load, bare, customers, false);
  await connectCustomers(load, engine, customers, false);
  await measureLatency(load, redis.client, { bare, engine }, plan.warmup);
  say('both servers are warm');
  const latency = await measureLatency(load, redis.client, { bare, engine }, plan.latency);
  requirePushes(latency);
  // Event-loop delay, garbage and stages are told for the busy rate: the search for the highest one overloads both on purpose.
  await Promise.all([bare.probed.read(), engine.probed.read()]);
  await redis.client.config('RESETSTAT');
  const metricsBefore = await engine.metrics();
  const busy = await measureLatency(load, redis.client, { bare, engine }, plan.busy);
  const stages = stageTimes(metricsBefore, await engine.metrics());
  const readings = { bare: await bare.probed.read(), engine: await engine.probed.read() };
  say('latency measured');
  say(`Redis, by command: ${await commandCosts(redis.client)}`);
  const scoredInSample = await scoredIn(engine, latency);
  for (const { pattern, keys, bytesPerKey } of (await keyKinds(redis.client, 'px:*')).slice(0, 8)) {
    say(`${keys} keys ${pattern} of ${bytesPerKey.toFixed(0)} bytes`);
  }
  const throughput = await measureThroughput(
    load,
    { bare, engine },
    busy,
    plan,
    startMs + plan.budgetSeconds * 1000,
    say,
  );
  say('throughput measured');
  if (plan.profile) await printProfile(engine);
  const tookSeconds = (performance.now() - startMs) / 1000;
  const measured = { latency, busy, throughput, kibPerSocket: memory, readings, stages, scoredInSample, loadBefore };
  const { text, figures } = report(measured, bare, { quick: plan.quick, tookSeconds });
  console.log(text);
  if (plan.keep) {
    const machine = await describeMachine(redis.client);
    const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
    await keepRun(join(repositoryRoot, KEPT_IN), { date, commit: commitName(), machine, text, figures });
    say(`kept in ${KEPT_IN}`);
  }
  return figures;
}

/** What is still starting when the end comes is waited for and stopped too. */
function started<T extends { stop(): Promise<void> }>(cleanup: Cleanup, starting: Promise<T>): Promise<T> {
  cleanup.add(async () => (await starting.catch(() => undefined))?.stop());
  return starting;
}

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index}`);
}

/** Without pushes there are no latencies, and a table of zeros would look like a very good engine. */
function requirePushes({ engine }: LatencyPhase): void {
  if (engine.some((run) => run.pushes > 0)) return;
  throw new Error(`The engine pushed nothing. Its reasons: ${JSON.stringify(engine.map((run) => run.silences))}`);
}

async function scoredIn(engine: EnginePath, { engine: runs }: LatencyPhase): Promise<number | undefined> {
  const decisionId = runs.at(-1)?.sampleDecisionId;
  return decisionId === undefined ? undefined : scoredInFunnel(await engine.read(`/v1/decisions/${decisionId}`));
}

/** The profile runs from one reading to the next, so the last one was begun before the search for the highest rate. */
async function printProfile(engine: EnginePath): Promise<void> {
  await engine.probed.read();
  for (const { name, place, selfMs, share } of hottestFunctions(engine.probed.profilePath, 25)) {
    console.log(`${(share * 100).toFixed(1).padStart(5)} %  ${selfMs.toFixed(0).padStart(6)} ms  ${name}  ${place}`);
  }
}

const cleanup = new Cleanup();
cleanup.onSignals();
try {
  const figures = await measure(planOf(process.argv.slice(2)), cleanup);
  await cleanup.run();
  console.log(JSON.stringify(figures));
} catch (fault) {
  // After a signal every order fails, since there is nobody left to follow it.
  if (!cleanup.hasBegun)
    console.error(`The bench could not measure: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
