import type { ArmCounts, TrialCounts } from './guardrails.js';

/** How sums of a trial are named: `runs`, or `accepts 0.25 challenger` for what was done while a share stood. */
export const RUN_FIELDS = [
  'championRuns',
  'championFaults',
  'championTail',
  'runs',
  'faults',
  'badScores',
  'tail',
  'slower',
] as const;
export type RunField = (typeof RUN_FIELDS)[number];
export type ArmField = keyof ArmCounts;
export type Arm = 'champion' | 'challenger';

/** @param share of the customers of the two the challenger's part, 0 to 1. */
export function armField(field: ArmField, share: number, arm: Arm): string {
  return `${field} ${share} ${arm}`;
}

/** The counts of a trial from its sums. */
export function countsOf(sums: ReadonlyMap<string, number>): TrialCounts {
  const shares = new Set<number>();
  for (const field of sums.keys()) {
    const [, share] = field.split(' ');
    if (share !== undefined) shares.add(Number(share));
  }
  const arm = (share: number, name: Arm): ArmCounts => {
    const of = (field: ArmField) => sums.get(armField(field, share, name)) ?? 0;
    return {
      firstAccepts: of('firstAccepts'),
      firstOptOuts: of('firstOptOuts'),
      accepts: of('accepts'),
      expected: of('expected'),
      granted: of('granted'),
    };
  };
  const run = (field: RunField) => sums.get(field) ?? 0;
  return {
    steps: [...shares]
      .sort((a, b) => a - b)
      .map((share) => {
        return { share, champion: arm(share, 'champion'), challenger: arm(share, 'challenger') };
      }),
    championRuns: run('championRuns'),
    championFaults: run('championFaults'),
    championTail: run('championTail'),
    runs: run('runs'),
    faults: run('faults'),
    badScores: run('badScores'),
    tail: run('tail'),
    slower: run('slower'),
  };
}
