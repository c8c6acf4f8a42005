/** A score with what came of it: 1 or 0. */
export interface Outcome {
  readonly score: number;
  readonly reward: number;
}

export interface Platt {
  readonly slope: number;
  readonly intercept: number;
}

/** Points of a line that never falls. */
export interface Isotonic {
  readonly scores: readonly number[];
  readonly rates: readonly number[];
}

const SMALLEST = 1e-6;
const MOST_STEPS = 50;
/** A slope below this would turn the order of offers round, or level them. */
const LEAST_SLOPE = 0.05;

/**
 * Slope and intercept of the log-odds (Platt, Probabilistic outputs for support vector machines, 1999), by Newton's method,
 * with a trace of evidence for no change: where few outcomes are known, little is corrected.
 */
export function fitPlatt(outcomes: readonly Outcome[]): Platt {
  let [slope, intercept] = [1, 0];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    // The prior: a normal deviation of 1 from no change.
    let [gradSlope, gradIntercept, aa, ab, bb] = [slope - 1, intercept, 1, 0, 1];
    for (const { score, reward } of outcomes) {
      const x = logitOf(score);
      const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
      const weight = p * (1 - p);
      gradSlope += (p - reward) * x;
      gradIntercept += p - reward;
      aa += weight * x * x;
      ab += weight * x;
      bb += weight;
    }
    const determinant = aa * bb - ab * ab;
    const moveSlope = (bb * gradSlope - ab * gradIntercept) / determinant;
    const moveIntercept = (aa * gradIntercept - ab * gradSlope) / determinant;
    slope -= moveSlope;
    intercept -= moveIntercept;
    if (Math.abs(moveSlope) + Math.abs(moveIntercept) < 1e-10) break;
  }
  return { slope: Math.max(LEAST_SLOPE, slope), intercept };
}

/**
 * Pools neighbours that violate the order (Ayer et al. 1955; Zadrozny and Elkan, 2002). At most `most` points: neighbouring
 * pools are thinned out evenly.
 */
export function fitIsotonic(outcomes: readonly Outcome[], most = 100): Isotonic {
  const pools: Pool[] = [];
  for (const pool of poolsByScore(outcomes)) {
    pools.push(pool);
    while (pools.length > 1) {
      const [last, before] = [pools.at(-1)!, pools.at(-2)!];
      if (before.sum * last.count < last.sum * before.count) break;
      pools.pop();
      before.sum += last.sum;
      before.count += last.count;
      before.scores += last.scores;
    }
  }
  const step = Math.max(1, Math.ceil(pools.length / most));
  const kept = pools.filter((_, i) => i % step === 0 || i === pools.length - 1);
  return {
    scores: kept.map(({ scores, count }) => scores / count),
    rates: kept.map(({ sum, count }) => sum / count),
  };
}

interface Pool {
  sum: number;
  count: number;
  scores: number;
}

/** Ascending. Trees give few different scores: one score has one rate, whatever the order in which its outcomes came. */
function poolsByScore(outcomes: readonly Outcome[]): Pool[] {
  const pools = new Map<number, Pool>();
  for (const { score, reward } of outcomes) {
    const pool = pools.get(score);
    if (!pool) {
      pools.set(score, { sum: reward, count: 1, scores: score });
      continue;
    }
    pool.sum += reward;
    pool.count += 1;
    pool.scores += score;
  }
  return [...pools].sort(([a], [b]) => a - b).map(([, pool]) => pool);
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly count: number;
  readonly meanScore: number;
  readonly rate: number;
}

/** Outcomes in ten bins of as many outcomes each, and how far score and rate lie apart (expected calibration error). */
export function reliabilityOf(outcomes: readonly Outcome[]): { ece: number; bins: ReliabilityBin[] } {
  const sorted = [...outcomes].sort((a, b) => a.score - b.score);
  const bins: ReliabilityBin[] = [];
  for (let bin = 0; bin < 10; bin += 1) {
    const part = sorted.slice(Math.floor((bin * sorted.length) / 10), Math.floor(((bin + 1) * sorted.length) / 10));
    if (part.length > 0) bins.push({ count: part.length, meanScore: mean(part, 'score'), rate: mean(part, 'reward') });
  }
  const apart = bins.reduce((sum, { count, meanScore, rate }) => sum + count * Math.abs(meanScore - rate), 0);
  return { ece: sorted.length === 0 ? 0 : apart / sorted.length, bins };
}

function mean(outcomes: readonly Outcome[], of: keyof Outcome): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[of], 0) / outcomes.length;
}

function logitOf(score: number): number {
  const inside = Math.min(1 - SMALLEST, Math.max(SMALLEST, score));
  return Math.log(inside / (1 - inside));
}
