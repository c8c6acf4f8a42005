import { rateEvidence, splitEvidence, type Split } from './evidence.js';

/** What a challenger may do at worst (`config/release.yaml`). */
export interface GuardRules {
  /** The chance that a challenger which does no worse is ever taken back, over all of its guardrails together. */
  readonly falseAlarm: number;
  /** Shares of its runs, 0 to 1: that fail, that give a number which is none. */
  readonly mostFaults: number;
  readonly mostBadScores: number;
  /** That take longer than the champion's slowest of a hundred, and than twice its usual time. */
  readonly mostPastP99: number;
  readonly mostPastTwiceMedian: number;
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
  /** Of the challenger. */
  readonly runs: number;
  readonly faults: number;
  readonly badScores: number;
  readonly pastP99: number;
  readonly pastTwiceMedian: number;
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
    readRate('errors', counts.faults, counts, mostFaults(counts, rules), 'failed or came too late'),
    readRate('scores', counts.badScores, counts, rules.mostBadScores, 'gave a score that is no probability'),
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

/** Where the champion comes too late as well, it is not the challenger's fault: twice as often is what it may. */
function mostFaults({ championRuns, championFaults }: TrialCounts, { mostFaults: least }: GuardRules): number {
  return Math.min(0.9, Math.max(least, (2 * (championFaults + 1)) / (championRuns + 100)));
}

function readRate(guard: Guard, events: number, { runs }: TrialCounts, most: number, told: string): Found {
  return { guard, log: rateEvidence(events, runs, most, ratesAbove(most)), told: `${events} of ${runs} runs ${told}` };
}

/** Two questions are asked: each has half of what the guard may be wrong. */
function readLatency({ runs, pastP99, pastTwiceMedian }: TrialCounts, rules: GuardRules): Found {
  const { mostPastP99: rare, mostPastTwiceMedian: usual } = rules;
  const logs = [
    rateEvidence(pastP99, runs, rare, ratesAbove(rare)),
    rateEvidence(pastTwiceMedian, runs, usual, ratesAbove(usual)),
  ];
  const told = `${pastP99} of ${runs} runs took longer than the champion's slowest of a hundred, and ${pastTwiceMedian} than twice its usual time`;
  return { guard: 'latency', log: Math.max(...logs) - Math.LN2, told };
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
  return { guard: 'calibration', log: splitEvidence(splits, FEWER), told };
}

function ratesAbove(most: number): number[] {
  return [0.05, 0.2, 0.6, 0.95].map((part) => most + part * (1 - most));
}
