/** How sums of a shadow are named. */
export const SHADOW_FIELDS = {
  decisions: 'decisions',
  faults: 'faults',
  badScores: 'badScores',
  dropped: 'dropped',
  sameWinner: 'sameWinner',
  ranked: 'ranked',
  rankSum: 'rankSum',
  differenceSum: 'differenceSum',
} as const;

const TIME = 'time ';
/** Times are counted in steps of a tenth, from 10 µs on. */
const FIRST_MS = 0.01;
const STEP = 1.1;

export function shadowTimeField(ms: number): string {
  return `${TIME}${Math.max(0, Math.round(Math.log(Math.max(ms, FIRST_MS) / FIRST_MS) / Math.log(STEP)))}`;
}

export interface ShadowSummary {
  readonly decisions: number;
  readonly sameWinner: number | null;
  readonly rankAgreement: number | null;
  readonly scoreDifference: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly faults: number;
  readonly badScores: number;
  readonly dropped: number;
}

/** How a shadow has fared, from its sums. */
export function summariseShadow(sums: ReadonlyMap<string, number>): ShadowSummary {
  const of = (field: string) => sums.get(field) ?? 0;
  const share = (part: string, whole: number) => (whole === 0 ? null : of(part) / whole);
  const decisions = of(SHADOW_FIELDS.decisions);
  const answered = decisions - of(SHADOW_FIELDS.faults);
  return {
    decisions,
    sameWinner: share(SHADOW_FIELDS.sameWinner, answered),
    rankAgreement: share(SHADOW_FIELDS.rankSum, of(SHADOW_FIELDS.ranked)),
    scoreDifference: share(SHADOW_FIELDS.differenceSum, answered),
    p50Ms: timeAt(sums, 0.5),
    p99Ms: timeAt(sums, 0.99),
    faults: of(SHADOW_FIELDS.faults),
    badScores: of(SHADOW_FIELDS.badScores),
    dropped: of(SHADOW_FIELDS.dropped),
  };
}

function timeAt(sums: ReadonlyMap<string, number>, share: number): number | null {
  const times = [...sums]
    .filter(([field]) => field.startsWith(TIME))
    .map(([field, count]) => [Number(field.slice(TIME.length)), count] as const)
    .sort((a, b) => a[0] - b[0]);
  const all = times.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [step, count] of times) {
    seen += count;
    if (seen >= share * all) return FIRST_MS * STEP ** step;
  }
  return null;
}
