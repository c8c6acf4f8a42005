/** How long the decisions spent in one stage of the engine. */
export interface StageTime {
  stage: string;
  count: number;
  meanUs: number;
}

interface StageSum {
  seconds: number;
  count: number;
}

/** The histogram has the label `stage` under either name. */
const FAMILY = 'proxima_decision_(?:stage|duration)_seconds';
const LINE = new RegExp(`^${FAMILY}_(sum|count)\\{([^}]*)\\} (\\S+)`, 'gm');

/**
 * The stages between two readings of `GET /metrics`, in the order in which the engine tells them: the family
 * `proxima_decision_stage_seconds` or `proxima_decision_duration_seconds` with the label `stage`. Empty when there is none.
 */
export function stageTimes(before: string | undefined, after: string | undefined): StageTime[] {
  const earlier = stageSums(before ?? '');
  const times: StageTime[] = [];
  for (const [stage, { seconds, count }] of stageSums(after ?? '')) {
    const since = earlier.get(stage) ?? { seconds: 0, count: 0 };
    const counted = count - since.count;
    if (counted > 0) times.push({ stage, count: counted, meanUs: ((seconds - since.seconds) / counted) * 1e6 });
  }
  return times;
}

/** Series that differ in other labels only are added up. */
function stageSums(metrics: string): Map<string, StageSum> {
  const sums = new Map<string, StageSum>();
  for (const [, kind, labels, value] of metrics.matchAll(LINE)) {
    const stage = /(?:^|,)stage="([^"]*)"/.exec(labels!)?.[1];
    if (stage === undefined) continue;
    const sum = sums.get(stage) ?? { seconds: 0, count: 0 };
    if (kind === 'sum') sum.seconds += Number(value);
    else sum.count += Number(value);
    sums.set(stage, sum);
  }
  return sums;
}
