import type { Fix, TrailPoint } from '../types/fix.js';
import type { Policy } from '../types/policy.js';
import type { ReasonCode } from '../types/reason.js';
import { centreOf } from './cells.js';
import { distanceMetres } from './geometry.js';

type FixFault = Extract<ReasonCode, 'FIX_MOCK' | 'FIX_POOR' | 'FIX_IMPOSSIBLE' | 'FIX_LATE'>;

/** Whether a fix may be used at all, after the points of the trail: what is wrong with it, or nothing. */
export function findFixFault(
  fix: Fix,
  points: readonly TrailPoint[],
  limits: Policy['location'],
): FixFault | undefined {
  if (fix.mock) return 'FIX_MOCK';
  if ((fix.measuredAccuracyMetres ?? fix.accuracyMetres) > limits.maxAccuracyMetres) return 'FIX_POOR';
  const last = points.at(-1);
  if (!last) return undefined;
  if (fix.at < last.at) return 'FIX_LATE';
  // Both circles of uncertainty are given away before a jump counts as impossible, and a second for rounded clocks.
  const jump = distanceMetres(centreOf(last.cell), fix) - last.accuracyMetres - fix.accuracyMetres;
  const seconds = (fix.at - last.at) / 1000 + 1;
  return jump / seconds > limits.maxSpeedMps ? 'FIX_IMPOSSIBLE' : undefined;
}
