import type { PathFigures } from './figures.js';

/**
 * What the bare path did on an idle machine of two cores: with a small network (27 µs a run over 64 rows) and with a
 * hundred trees (262 µs). Models between them are measured against a straight line between the two.
 */
const NETWORK = { runUs: 27, p50Ms: 0.46, perSecond: 4700 };
const TREES = { runUs: 262, p50Ms: 0.5, perSecond: 3000 };

/** Below this part of the floor the machine was busy with something else. */
const LEAST_SHARE = 0.7;

export interface Trust {
  trusted: boolean;
  floor: { p50Ms: number; perSecond: number };
  why: string[];
}

export function trustOf(bare: Pick<PathFigures, 'p50Ms' | 'perSecond'>, runUs: number): Trust {
  const floor = floorFor(runUs);
  const why: string[] = [];
  const leastPerSecond = floor.perSecond * LEAST_SHARE;
  const mostP50Ms = floor.p50Ms / LEAST_SHARE;
  if (bare.perSecond < leastPerSecond) {
    why.push(
      `the bare path did ${Math.round(bare.perSecond)}/s, an idle machine at least ${Math.round(leastPerSecond)}/s`,
    );
  }
  if (bare.p50Ms > mostP50Ms) {
    why.push(
      `the bare path took ${bare.p50Ms.toFixed(2)} ms at p50, an idle machine at most ${mostP50Ms.toFixed(2)} ms`,
    );
  }
  return { trusted: why.length === 0, floor, why };
}

function floorFor(runUs: number): { p50Ms: number; perSecond: number } {
  const share = Math.min(1, Math.max(0, (runUs - NETWORK.runUs) / (TREES.runUs - NETWORK.runUs)));
  return {
    p50Ms: NETWORK.p50Ms + share * (TREES.p50Ms - NETWORK.p50Ms),
    perSecond: NETWORK.perSecond + share * (TREES.perSecond - NETWORK.perSecond),
  };
}
