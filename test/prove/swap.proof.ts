import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Replay } from '../../src/contract/replay.js';
import { callEngine } from './decision-traffic.js';
import { ModelLoad, promoteVersion, shippedModel, uploadModel, withModelEngine } from './model-world.js';
import type { Proof, Proven, Say } from './proof.js';

const RATE = 1_000;
const WARM_SECONDS = 5;
const SWAPS = 50;
const SWAP_EVERY_MS = 400;
const MORE_SWAPS = 150;
const MOST_GAP_MS = 50;
/** Of the memory between the 50th and the 200th swap; what a heap that has settled goes up and down by. */
const MOST_GROWTH = 0.1;
const LOOKED_AT = 150;

export const swapProof: Proof = {
  name: 'swap',
  about: '50 swaps of the model at 1,000 decisions/s: none fails, none is of two versions; memory stays over 200',
  run: (say) => withModelEngine(({ url, pid }) => prove(url, pid, say)),
};

async function prove(url: string, pid: number, say: Say): Promise<Proven> {
  // No two hold each other's file: whatever is swapped has to be loaded anew.
  const versions: string[] = [];
  for (const note of ['first', 'second', 'third'])
    versions.push((await uploadModel(url, await shippedModel(note))).version);
  let swaps = 0;
  const swapMs: number[] = [];
  const swap = async () => {
    const startedMs = performance.now();
    await promoteVersion(url, versions[swaps % versions.length]!);
    swapMs.push(performance.now() - startedMs);
    swaps += 1;
  };
  const accept = { champion: 0.02, challenger: 0.02, challengerBuckets: 0 };
  const warm = new ModelLoad({ url, ratePerSecond: RATE, seed: 1, accept });
  await sleep(WARM_SECONDS * 1000);
  await warm.stop();

  const load = new ModelLoad({ url, ratePerSecond: RATE, seed: 2, accept });
  try {
    for (let i = 0; i < SWAPS; i += 1) {
      await sleep(SWAP_EVERY_MS);
      await swap();
    }
    const figures = await load.stop();
    say(`${SWAPS} swaps, ${figures.answered} decisions, the longest gap ${figures.longestGapMs.toFixed(1)} ms`);
    const replays = await replayAll(url, figures.decisionIds.slice(-LOOKED_AT));
    const before = await settledMib(pid);
    for (let i = 0; i < MORE_SWAPS; i += 1) {
      await sleep(SWAP_EVERY_MS / 2);
      await swap();
    }
    const after = await settledMib(pid);
    say(`${swaps} swaps: ${before} MiB after ${SWAPS}, ${after} MiB at the end`);
    const growth = after / before - 1;
    return {
      holds:
        figures.failed === 0 &&
        figures.shown > 0.9 * figures.answered &&
        figures.perSecond > 0.97 * RATE &&
        figures.longestGapMs <= MOST_GAP_MS &&
        replays.versions > 2 &&
        replays.unequal === 0 &&
        growth <= MOST_GROWTH,
      figure: {
        ...figures,
        decisionIds: undefined,
        swaps,
        slowestSwapMs: Math.round(Math.max(...swapMs)),
        replayed: replays,
        mibAfter50: before,
        mibAfter200: after,
      },
    };
  } finally {
    load.kill();
  }
}

/** Made again by the one version that each names, bit by bit the same: so none was of two. */
async function replayAll(url: string, ids: readonly string[]) {
  const versions = new Set<string>();
  let unequal = 0;
  for (const id of ids) {
    const { equal } = await callEngine<Replay>(url, 'POST', `/v1/decisions/${id}/replay`, {});
    if (!equal) unequal += 1;
    const { versions: named } = await callEngine<{ versions: { model: string } }>(url, 'GET', `/v1/decisions/${id}`);
    versions.add(named.model);
  }
  return { decisions: ids.length, versions: versions.size, unequal };
}

/** The least of some looks: garbage that nobody has collected yet is no growth. */
async function settledMib(pid: number): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 20; i += 1) {
    await sleep(250);
    least = Math.min(least, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024);
  }
  return Math.round(least);
}
