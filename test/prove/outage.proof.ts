import { setTimeout as sleep } from 'node:timers/promises';
import { checkHistory } from '../support/faults/check-history.js';
import type { Report } from '../support/faults/history.js';
import { OutageWatch } from './outage-watch.js';
import { CAPS, OutageWorld } from './outage-world.js';
import type { Proof, Proven, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

const WARM_MS = 15_000;
const GONE_MS = 30_000;
const BAD_LINK_MS = 10_000;
const LATENCY_MS = 500;
const REST_MS = 6_000;
/** Longer than a phone waits for an answer. */
const LAST_ANSWERS_MS = 10_500;
/** The targets. */
const TOLD_WITHIN_MS = 1_000;
const BACK_WITHIN_MS = 2_000;
const MOST_GROWTH_MB = 128;

interface Phase {
  readonly name: string;
  /** ms from the fault until both engines said 503; absent where they should not. */
  readonly toldMs?: number;
  /** ms from the return (Redis answers PING, or the link is good) until both engines said 200. */
  readonly readyMs?: number;
  /** ms from the return to the first decision, of the slower engine. */
  readonly firstDecisionMs?: number;
  /** How the reports that were sent during the fault ended. */
  readonly answers: Record<string, number>;
  readonly reasons: string[];
  readonly pushesDuring: number;
}

export const outageProof: Proof = {
  name: 'outage',
  about:
    '30 s without Redis (file kept, then empty), 10 s at 500 ms, 10 s stalled: bounded, told, healed, no wrong push',
  run: (say) =>
    withTempFolder(async (folder) => {
      const world = new OutageWorld();
      try {
        await world.start(folder);
        return await tryOutages(world, say);
      } finally {
        await world.stop();
      }
    }),
};

async function tryOutages(world: OutageWorld, say: Say): Promise<Proven> {
  const watch = new OutageWatch(world.engines);
  const { redis, proxy } = world;
  const phases: Phase[] = [];
  const keep = (phase: Phase) => {
    phases.push(phase);
    say(`${phase.name}: ${JSON.stringify(phase)}`);
  };
  const restMs = () => sleep(REST_MS);
  try {
    world.report();
    await sleep(WARM_MS);
    const warmedAt = performance.now();
    const gone = () => redis.kill();
    keep(await aPhase(world, watch, 'gone, file kept', GONE_MS, gone, () => world.launchAgain(), restMs));
    const consentAgain = async () => {
      // The first to consent again are to be decided for at once; the others show that nobody else is.
      await world.consentAll(true);
      await restMs();
    };
    keep(await aPhase(world, watch, 'gone, back empty', GONE_MS, gone, () => world.launchEmpty(), consentAgain));
    const heal = () => Promise.resolve(proxy.set()).then(() => performance.now());
    const slow = () => Promise.resolve(proxy.set({ latencyMs: LATENCY_MS }));
    keep(await aPhase(world, watch, 'slow', BAD_LINK_MS, slow, heal, restMs));
    const stall = () => Promise.resolve(proxy.set({ stall: true }));
    keep(await aPhase(world, watch, 'stalled', BAD_LINK_MS, stall, heal, restMs));
    const endedAt = performance.now();
    world.stopReporting();
    await sleep(LAST_ANSWERS_MS);
    return conclude(world, watch, phases, warmedAt, endedAt, say);
  } finally {
    watch.stop();
  }
}

/** Brings the fault about, waits, takes it away, and waits until it must have healed. */
async function aPhase(
  world: OutageWorld,
  watch: OutageWatch,
  name: string,
  lengthMs: number,
  begin: () => Promise<void>,
  end: () => Promise<number>,
  afterwards: () => Promise<void>,
): Promise<Phase> {
  const beganAt = performance.now();
  await begin();
  await sleep(lengthMs);
  const over = performance.now();
  const backAt = await end();
  await afterwards();
  const during = reportsOf(world).filter(({ invokedAt }) => invokedAt > beganAt && invokedAt <= over);
  const seen = watch.between(beganAt, over);
  const pushed = world.history.filter((o) => o.kind === 'push' && o.at > beganAt && o.at <= over);
  return {
    name,
    toldMs: finite(watch.msUntil(503, beganAt)),
    readyMs: finite(watch.msUntil(200, backAt)),
    firstDecisionMs: finite(firstDecisionMs(world, backAt)),
    answers: countOf(during.map(({ code, deliveryId, ending }) => code ?? (deliveryId ? 'push' : ending))),
    reasons: [...new Set(seen.map(({ status, reasons }) => `${status} ${reasons}`.trim()))],
    pushesDuring: pushed.length,
  };
}

function conclude(
  world: OutageWorld,
  watch: OutageWatch,
  phases: readonly Phase[],
  warmedAt: number,
  endedAt: number,
  say: Say,
): Proven {
  const { history, engines } = world;
  const violations = checkHistory(history, CAPS);
  violations.slice(0, 20).forEach((violation) => say(`  broken: ${violation}`));
  const pids = engines.map(({ pid }) => pid);
  const rssMb = pids.map((pid) => {
    const looks = watch.looks.filter((look) => look.pid === pid && look.rssMb > 0);
    const warm = Math.max(...looks.filter(({ at }) => at <= warmedAt).map(({ rssMb: mb }) => mb));
    return { warm, highest: Math.max(...looks.map(({ rssMb: mb }) => mb)) };
  });
  const reports = reportsOf(world);
  const unanswered = reports.filter(({ ending, code }) => ending === 'unknown' && code === undefined).length;
  const seconds = (endedAt - warmedAt + WARM_MS) / 1000;
  const figure = {
    pids,
    reports: reports.length,
    reportsPerSecond: Math.round(reports.length / seconds),
    pushes: history.filter(({ kind }) => kind === 'push').length,
    violations: violations.length,
    unanswered,
    disconnects: world.disconnects,
    notLive: watch.looks.filter(({ isLive }) => !isLive).length,
    rssMb,
    phases,
  };
  const faults = [
    ...phases.flatMap(faultsOf),
    ...(violations.length > 0 ? ['the history is not clean'] : []),
    ...(unanswered > 0 ? ['reports went without an answer'] : []),
    ...(world.disconnects > 0 || !pids.every(isLiving) ? ['an engine ended or dropped a socket'] : []),
    ...(figure.notLive > 0 ? ['live was not 200 all the time'] : []),
    ...(rssMb.some(({ warm, highest }) => highest - warm > MOST_GROWTH_MB) ? ['memory grew too far'] : []),
  ];
  return { holds: faults.length === 0, figure: faults.length > 0 ? { reason: faults.join('; '), ...figure } : figure };
}

function faultsOf({
  name,
  toldMs,
  readyMs,
  firstDecisionMs: decisionMs,
  pushesDuring,
  answers,
  reasons,
}: Phase): string[] {
  const isAway = name !== 'slow';
  return [
    ...(isAway && !(toldMs! <= TOLD_WITHIN_MS) ? [`${name}: 503 after ${toldMs} ms`] : []),
    ...(isAway && !reasons.includes('503 REDIS_DOWN') ? [`${name}: no REDIS_DOWN`] : []),
    ...(readyMs! <= BACK_WITHIN_MS ? [] : [`${name}: 200 after ${readyMs} ms`]),
    ...(decisionMs! <= BACK_WITHIN_MS ? [] : [`${name}: first decision after ${decisionMs} ms`]),
    // A decision of the moment before may still be on its way; nothing else.
    ...(isAway && pushesDuring > (answers.push ?? 0) + 64 ? [`${name}: ${pushesDuring} pushes without Redis`] : []),
    ...(isAway || (answers.push ?? 0) + (answers.CAP_REACHED ?? 0) > 0 ? [] : [`${name}: nothing decided`]),
  ];
}

/** A report for which a decision came into force; a mere answer does not count. */
function firstDecisionMs(world: OutageWorld, sinceMs: number): number {
  const firsts = world.engines.map((_engine, n) => {
    const own = reportsOf(world).filter(({ connection }) => connection.startsWith(`engine-${n} `));
    const decided = own.filter(({ isDecided, respondedAt }) => isDecided && respondedAt > sinceMs);
    return Math.min(...decided.map(({ respondedAt }) => respondedAt)) - sinceMs;
  });
  return Math.round(Math.max(...firsts));
}

function reportsOf({ history }: OutageWorld): Report[] {
  return history.filter((operation) => operation.kind === 'report');
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** JSON knows no Infinity. */
function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined;
}

function isLiving(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
