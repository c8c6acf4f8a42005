import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { seededRandom } from '../../src/core/arbitration/explore.js';
import { readGuards } from '../../src/core/rollout/guardrails.js';
import type { ArmCounts, Guard, GuardRules } from '../../src/core/rollout/guardrails.js';
import { readBusiness } from '../../src/platform/config/business.js';
import { callEngine } from './decision-traffic.js';
import { modelWithoutImputer, slowModel } from './guard-models.js';
import {
  challengeWith,
  ModelLoad,
  readAudit,
  readRelease,
  shippedModel,
  stamped,
  uploadModel,
  withModelEngine,
  type LoadPlan,
} from './model-world.js';
import type { Proof, Proven, Say } from './proof.js';
import { repositoryRoot } from './repository.js';

const RATE = 1_000;
const SHARE = 25;
const MOST_MS = 10_000;
/** So long an equal and a better model are let be, live. */
const STAYS_MS = 20_000;
const WARM_MS = 4_000;
const RUNS = 500;
const MOST_ALARMS = 35;
const AS_GOOD = { champion: 0.1, challenger: 0.1 };

interface Trial {
  readonly name: string;
  readonly model: () => Promise<Uint8Array>;
  readonly accept: { readonly champion: number; readonly challenger: number };
  /** By which guardrails it may be taken back; nothing: by none. */
  readonly guards?: readonly string[];
}

export const guardrailsProof: Proof = {
  name: 'guardrails',
  about: 'at 1,000 decisions/s and a share of 25 %: NaN, 10 x slow and half the acceptances are taken back in 10 s',
  run: async (say) => {
    const { guardrails } = readBusiness(join(repositoryRoot, 'config')).release;
    const seeded = simulate(guardrails);
    say(
      `of ${RUNS} equal models ${sumOf(seeded.equal)} were taken back, of as many better ones ${sumOf(seeded.better)}`,
    );
    const live = await withModelEngine(({ url }) => tryAll(url, say));
    // A better one may be taken back as any other by chance, but never for what makes it better.
    const forBeingBetter = (seeded.better.accepts ?? 0) + (seeded.better.calibration ?? 0);
    const holds =
      sumOf(seeded.equal) <= MOST_ALARMS &&
      sumOf(seeded.better) <= MOST_ALARMS &&
      forBeingBetter === 0 &&
      live.every(({ holds: own }) => own);
    return { holds, figure: { seeded, live } } satisfies Proven;
  },
};

async function tryAll(url: string, say: Say) {
  const champion = await uploadModel(url, await shippedModel('beside'));
  const usual = champion.p50Us64!;
  const told = [];
  for (const trial of trials(url, usual)) {
    const { version, p50Us64 } = await uploadModel(url, await trial.model());
    const found = await tryOne(url, version, trial);
    say(`${trial.name}: ${found.takenBackMs === undefined ? 'stays' : `taken back after ${found.takenBackMs} ms`}`);
    told.push({ name: trial.name, p50Us64, ...found });
  }
  return told;
}

function trials(url: string, usualUs: number): readonly Trial[] {
  return [
    { name: 'NaN', model: () => stamped(modelWithoutImputer()), accept: AS_GOOD, guards: ['scores'] },
    { name: '10 x slow', model: () => tenTimesAsSlow(url, usualUs), accept: AS_GOOD, guards: ['latency', 'errors'] },
    {
      name: 'accepts .05 against .10',
      model: () => shippedModel('worse'),
      accept: { champion: 0.1, challenger: 0.05 },
      // Both are true of it: fewer accept, and so it promises too much.
      guards: ['accepts', 'calibration'],
    },
    { name: 'equal', model: () => shippedModel('equal'), accept: AS_GOOD },
    { name: 'better', model: () => shippedModel('better'), accept: { champion: 0.05, challenger: 0.1 } },
  ];
}

/** A network of such a width that 64 rows take ten times as long, by the engine's own measure. */
async function tenTimesAsSlow(url: string, usualUs: number): Promise<Uint8Array> {
  let hidden = 512;
  for (;;) {
    const file = await stamped(slowModel(hidden));
    const { p50Us64 } = await uploadModel(url, file);
    if (p50Us64! >= 10 * usualUs) return file;
    hidden = Math.ceil(hidden * Math.min(2, Math.sqrt((11 * usualUs) / p50Us64!)));
  }
}

async function tryOne(url: string, version: string, { accept, guards }: Trial) {
  const plan: Omit<LoadPlan, 'token' | 'customers'> = {
    url,
    ratePerSecond: RATE,
    seed: Number(version),
    accept: { ...accept, challengerBuckets: SHARE * 100 },
  };
  const load = new ModelLoad(plan);
  try {
    await sleep(WARM_MS);
    const startedMs = performance.now();
    await challengeWith(url, version, SHARE);
    const patienceMs = guards ? MOST_MS : STAYS_MS;
    while ((await readRelease(url)).challengers.length > 0 && performance.now() - startedMs < patienceMs)
      await sleep(100);
    const tookMs = Math.round(performance.now() - startedMs);
    const { challengers } = await readRelease(url);
    const stays = challengers.length > 0;
    const reason = stays ? undefined : (await readAudit(url))[0]!.reason;
    if (stays) await withdraw(url);
    const { perSecond, failed, p99Ms, shown, answered } = await load.stop();
    const isRight = guards ? !stays && guards.some((guard) => reason!.startsWith(guard)) : stays;
    return {
      // Where nothing is shown, nothing is tried.
      holds: isRight && failed === 0 && perSecond > 0.95 * RATE && shown > 0.9 * answered,
      takenBackMs: stays ? undefined : tookMs,
      reason,
      guards: stays ? challengers[0]!.guards : undefined,
      perSecond,
      failed,
      p99Ms,
    };
  } finally {
    load.kill();
  }
}

async function withdraw(url: string): Promise<void> {
  await callEngine(url, 'DELETE', '/v1/models/propensity/aliases/challenger-1', {});
}

/**
 * Trials of 20,000 customers, each with a mind of their own (some accept ten times as often as others), who come as often as
 * they like; a look each second of a thousand decisions, for a minute.
 */
function simulate(rules: GuardRules): { equal: Alarms; better: Alarms } {
  const [equal, better]: [Alarms, Alarms] = [{}, {}];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    note(equal, guardThatBreaks(rules, seed, 1));
    note(better, guardThatBreaks(rules, seed, 1.5));
  }
  return { equal, better };
}

/** How many were taken back, by guard. */
type Alarms = Partial<Record<Guard, number>>;

function note(alarms: Alarms, guard: Guard | undefined): void {
  if (guard) alarms[guard] = (alarms[guard] ?? 0) + 1;
}

function sumOf(alarms: Alarms): number {
  return Object.values(alarms).reduce((sum, count) => sum + count, 0);
}

const PEOPLE = 20_000;
const SECONDS = 60;

function guardThatBreaks(rules: GuardRules, seed: number, lift: number): Guard | undefined {
  const random = seededRandom(seed);
  const minds = Float64Array.from({ length: PEOPLE }, () => 0.2 * random() ** 2 + 0.02);
  const isChallengers = Uint8Array.from({ length: PEOPLE }, () => (random() < SHARE / 100 ? 1 : 0));
  const hasAccepted = new Uint8Array(PEOPLE);
  const hasLeft = new Uint8Array(PEOPLE);
  const arms = [emptyArm(), emptyArm()];
  let [championRuns, championFaults, championTail, runs, faults, tail, slower] = [0, 0, 0, 0, 0, 0, 0];
  for (let second = 0; second < SECONDS; second += 1) {
    for (let i = 0; i < RATE; i += 1) {
      const person = Math.floor(random() * PEOPLE);
      const challenger = isChallengers[person]!;
      const arm = arms[challenger]!;
      arm.granted += 1;
      const chance = Math.min(1, minds[person]! * (challenger ? lift : 1));
      // It promises what comes true, up to a noise of its own.
      arm.expected += chance * (0.7 + 0.6 * random());
      if (random() < chance) {
        arm.accepts += 1;
        arm.firstAccepts += 1 - hasAccepted[person]!;
        hasAccepted[person] = 1;
      } else if (random() < 0.005) {
        arm.firstOptOuts += 1 - hasLeft[person]!;
        hasLeft[person] = 1;
      }
      if (!challenger) {
        championRuns += 1;
        if (random() < 0.002) championFaults += 1;
        if (random() < 0.01) championTail += 1;
        continue;
      }
      runs += 1;
      if (random() < 0.002) faults += 1;
      if (random() < 0.01) tail += 1;
      if (random() < 0.25) slower += 1;
    }
    const steps = [{ share: SHARE / 100, champion: arms[0]!, challenger: arms[1]! }];
    const counts = { steps, championRuns, championFaults, championTail, runs, faults, badScores: 0, tail, slower };
    const broken = readGuards(counts, rules).find(({ isBroken }) => isBroken);
    if (broken) return broken.guard;
  }
  return undefined;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function emptyArm(): Mutable<ArmCounts> {
  return { firstAccepts: 0, firstOptOuts: 0, accepts: 0, expected: 0, granted: 0 };
}
