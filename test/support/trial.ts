import type { ArmCounts, TrialCounts } from '../../src/core/rollout/guardrails.js';

/** What a trial has counted before anything has happened. */
export const NO_OUTCOMES: ArmCounts = { firstAccepts: 0, firstOptOuts: 0, accepts: 0, expected: 0, granted: 0 };
export const QUIET: TrialCounts = {
  steps: [],
  championRuns: 0,
  championFaults: 0,
  championTail: 0,
  runs: 0,
  faults: 0,
  badScores: 0,
  tail: 0,
  slower: 0,
};
