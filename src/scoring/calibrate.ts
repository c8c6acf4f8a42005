import type { Calibration } from '../contract/models.js';

const SMALLEST = 1e-6;

/** Corrects scores in place by what was observed: see `Calibration`. What is no probability stays what it is. */
export function calibrate(scores: Float32Array, calibration: Calibration): void {
  for (let i = 0; i < scores.length; i += 1) {
    const score = scores[i]!;
    if (score >= 0 && score <= 1) scores[i] = calibrated(score, calibration);
  }
}

export function calibrated(score: number, calibration: Calibration): number {
  if (calibration.kind === 'platt') {
    const inside = Math.min(1 - SMALLEST, Math.max(SMALLEST, score));
    return 1 / (1 + Math.exp(-(calibration.slope * Math.log(inside / (1 - inside)) + calibration.intercept)));
  }
  return between(calibration.scores, calibration.rates, score);
}

/** Straight lines between the points, level beyond them. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  const above = xs.findIndex((one) => one >= x);
  if (above === -1) return ys.at(-1)!;
  if (above === 0) return ys[0]!;
  const [left, right] = [xs[above - 1]!, xs[above]!];
  const part = (x - left) / (right - left);
  return ys[above - 1]! + part * (ys[above]! - ys[above - 1]!);
}
