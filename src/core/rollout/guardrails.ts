import { rateEvidence, splitEvidence, type Split } from './evidence.js';

/** What a challenger may do at worst (`config/release.yaml`). */
export interface GuardRules {
  /** The chance that a challenger which does no worse is ever taken back, over all of its guardrails together. */
  readonly falseAlarm: number;
  /** Shares of its runs, 0 to 1: that fail, that give a number which is none. */
  readonly mostFaults: number;
  readonly mostBadScores: number;
  /** Of its runs, that take twice as long as the champion's run just before. */
  readonly mostSlower: number;
  /** How many times more often than the champion it may fail, and be among the slowest. */
  readonly mostRatio: number;
  /** How many times more the challenger may promise than comes true, beside the champion. */
  readonly mostMiscalibration: number;
}

/** What one of the two has done while a share stood. */
export interface ArmCounts {
  /** Customers who accepted, or opted out, for the first time in the trial. */
  readonly firstAccepts: number;
  readonly firstOptOuts: number;
  /** Acceptances, of offers granted since the share stands, and how many of them the model promised. */
  readonly accepts: number;
  readonly expected: number;
  readonly granted: number;
}

export interface TrialStep {
  /** Of the customers of champion and challenger the challenger's part, 0 to 1. */
  readonly share: number;
  readonly champion: ArmCounts;
  readonly challenger: ArmCounts;
}

/** All that was counted in a trial. */
export interface TrialCounts {
  readonly steps: readonly TrialStep[];
  readonly championRuns: number;
  readonly championFaults: number;
  /** Runs that took longer than what was the champion's slowest of a hundred at the time. */
  readonly championTail: number;
  /** Of the challenger. */
  readonly runs: number;
  readonly faults: number;
  readonly badScores: number;
  readonly tail: number;
  /** Runs that took twice as long as the champion's just before. */
  readonly slower: number;
}

export const GUARDS = ['errors', 'scores', 'latency', 'accepts', 'opt-outs', 'calibration'] as const;
export type Guard = (typeof GUARDS)[number];

export interface GuardReading {
  readonly guard: Guard;
  /** Against the challenger: from 1/alpha of this guard on it is taken back. */
  readonly eValue: number;
  readonly limit: number;
  readonly isBroken: boolean;
  /** In words, with the numbers. */
  readonly told: string;
}

/** Of what rates to what rates each guard looks for; they need not be hit, evidence grows for anything between. */
const FEWER = [0.3, 0.5, 0.7, 0.85];
const MORE = [1.2, 1.5, 2.5, 5];
const NO_LIMIT = Number.MAX_VALUE;

/** Reads all guardrails of a trial. May be done at any time, and as often as one likes: see `evidence.ts`. */
export function readGuards(counts: TrialCounts, rules: GuardRules): readonly GuardReading[] {
  const limit = GUARDS.length / rules.falseAlarm;
  const found = [
    readErrors(counts, rules),
    readScores(counts, rules),
    readLatency(counts, rules),
    readSplit('accepts', counts, FEWER, ({ firstAccepts }) => firstAccepts, 'accepted'),
    readSplit('opt-outs', counts, MORE, ({ firstOptOuts }) => firstOptOuts, 'opted out'),
    readCalibration(counts, rules.mostMiscalibration),
  ];
  return found.map(({ guard, log, told }) => {
    const eValue = Math.min(NO_LIMIT, Math.exp(log));
    return { guard, eValue, limit, isBroken: eValue >= limit, told };
  });
}

/** Both must be true: it fails more often than anything may, and more often than the champion at the same time. */
function readErrors(counts: TrialCounts, { mostFaults, mostRatio }: GuardRules): Found {
  const { runs, faults, championRuns, championFaults } = counts;
  const often = rateEvidence(faults, runs, mostFaults, ratesAbove(mostFaults));
  const beside = excess(counts, faults, championFaults, mostRatio);
  const told = `${faults} of ${runs} runs failed or came too late, of the champion's ${championFaults} of ${championRuns}`;
  // With nothing to hold it against, the first question stands alone.
  return { guard: 'errors', log: championRuns === 0 ? often : Math.min(often, beside), told };
}

function readScores({ runs, badScores }: TrialCounts, { mostBadScores: most }: GuardRules): Found {
  const told = `${badScores} of ${runs} runs gave a score that is no probability`;
  return { guard: 'scores', log: rateEvidence(badScores, runs, most, ratesAbove(most)), told };
}

/**
 * Two questions are asked, and each has half of what the guard may be wrong. What slows the machine down slows down both, so
 * each run is held against the champion's of the same time.
 */
function readLatency(counts: TrialCounts, { mostSlower, mostRatio }: GuardRules): Found {
  const { runs, slower, tail, championRuns, championTail } = counts;
  const logs = [
    rateEvidence(slower, runs, mostSlower, ratesAbove(mostSlower)),
    excess(counts, tail, championTail, mostRatio),
  ];
  const told =
    `${slower} of ${runs} runs took twice as long as the champion's before, and ${tail} longer than its slowest of a ` +
    `hundred (of its own ${championRuns} runs ${championTail} did)`;
  return { guard: 'latency', log: Math.max(...logs) - Math.LN2, told };
}

/** Whether the challenger's runs have more of these events than so many times the champion's. */
function excess({ runs, championRuns }: TrialCounts, own: number, champions: number, most: number): number {
  if (championRuns === 0) return 0;
  const share = (most * runs) / (most * runs + championRuns);
  return splitEvidence([{ share, champion: champions, challenger: own }], MORE);
}

interface Found {
  readonly guard: Guard;
  readonly log: number;
  readonly told: string;
}

function readSplit(
  guard: Guard,
  { steps }: TrialCounts,
  ratios: readonly number[],
  of: (arm: ArmCounts) => number,
  told: string,
): Found {
  const splits = steps.map(({ share, champion, challenger }): Split => {
    return { share, champion: of(champion), challenger: of(challenger) };
  });
  const own = splits.reduce((sum, { challenger }) => sum + challenger, 0);
  const all = splits.reduce((sum, { champion, challenger }) => sum + champion + challenger, 0);
  const due = splits.reduce((sum, { share, champion, challenger }) => sum + share * (champion + challenger), 0);
  const words = `of ${all} customers who ${told} ${own} are the challenger's, where its share is ${due.toFixed(1)}`;
  return { guard, log: splitEvidence(splits, ratios), told: words };
}

/**
 * Of the acceptances of both so many should be the challenger's as of what both have promised, or not far fewer. The champion
 * is the measure: how many answers are still to come is the same for both. One that promises too little harms nobody: it
 * may be the better one.
 */
function readCalibration({ steps }: TrialCounts, most: number): Found {
  const splits = steps.map(({ champion, challenger }): Split => {
    const promised = challenger.expected / most;
    const all = promised + champion.expected;
    return { share: all === 0 ? 0 : promised / all, champion: champion.accepts, challenger: challenger.accepts };
  });
  const sum = (of: (step: TrialStep) => number) => steps.reduce((total, step) => total + of(step), 0);
  const told =
    `${sum(({ challenger }) => challenger.accepts)} acceptances came to the challenger, which promised ` +
    `${sum(({ challenger }) => challenger.expected).toFixed(1)}; the champion had ` +
    `${sum(({ champion }) => champion.accepts)}, and promised ${sum(({ champion }) => champion.expected).toFixed(1)}`;
  return { guard: 'calibration', log: splitEvidence(splits, FEWER) / acceptsPerWitness(steps), told };
}

/**
 * Acceptances of one customer are not so many witnesses: for how many of them there is one, from 1 on. The sum of squares
 * over the sum (Kish, Survey Sampling, 1965) of what each customer accepted, who are told of by their mean alone: as if
 * they were spread geometrically, since few accept most.
 */
export function acceptsPerWitness(steps: readonly TrialStep[]): number {
  const arms = steps.flatMap(({ champion, challenger }) => [champion, challenger]);
  const accepts = arms.reduce((sum, arm) => sum + arm.accepts, 0);
  const customers = arms.reduce((sum, arm) => sum + arm.firstAccepts, 0);
  const each = accepts / Math.max(1, customers);
  return Math.max(1, 2 * each - 1);
}

function ratesAbove(most: number): number[] {
  return [0.05, 0.2, 0.6, 0.95].map((part) => most + part * (1 - most));
}
