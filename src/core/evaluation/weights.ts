import type { EvaluationColumns } from './columns.js';
import { sumByCluster } from './interval.js';

/** The weight of each row, and how evenly they lie. */
export interface Weights {
  readonly of: Float64Array;
  readonly sum: number;
  readonly mean: number;
  readonly largest: number;
  /** Kish (1965): the number of rows of equal weight that would say as much; (Σw)² / Σw². */
  readonly effectiveRows: number;
  /** The same over the summed weights of clusters: customers of equal weight. */
  readonly effectiveClusters: number;
  /** Rows whose weight was cut down to the limit. */
  readonly clippedRows: number;
}

/** π(a|x) / μ(a|x) of each row, cut at `clipAt`. */
export function weighRows(columns: EvaluationColumns, clipAt = Infinity): Weights {
  const { loggingChance, evaluationChance, cluster } = columns;
  const rows = loggingChance.length;
  const weight = new Float64Array(rows);
  let [sum, squares, largest, clippedRows] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const whole = evaluationChance[row]! / loggingChance[row]!;
    const kept = Math.min(whole, clipAt);
    if (whole > clipAt) clippedRows += 1;
    weight[row] = kept;
    sum += kept;
    squares += kept * kept;
    largest = Math.max(largest, kept);
  }
  const effectiveRows = (sum * sum) / squares;
  const effectiveClusters = cluster ? kishOfClusters(weight, cluster, sum) : effectiveRows;
  return { of: weight, sum, mean: sum / rows, largest, effectiveRows, effectiveClusters, clippedRows };
}

function kishOfClusters(weight: Float64Array, cluster: Int32Array, sum: number): number {
  const { sums } = sumByCluster((row) => weight[row]!, weight.length, cluster);
  return (sum * sum) / sums.reduce((squares, part) => squares + part * part, 0);
}
