import { rateEvidence, splitEvidence, type Split } from './evidence.js';

/** What a challenger may do at worst (`config/release.yaml`). */
export interface GuardRules {
  /** The chance that a challenger which does no worse is ever taken back, over all of its guardrails together. */
  readonly falseAlarm: number;
  /** Shares of its runs, 0 to 1: that fail, that give a number which is none, that take longer than the champion's p99. */
  readonly mostFaults: number;
  readonly mostBadScores: number;
  readonly mostSlow: number;
  /** How many times more, or less, the challenger may promise than comes true, beside the champion. */
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
  /** Of the challenger. */
  readonly runs: number;
  readonly faults: number;
  readonly badScores: number;
  readonly slow: number;
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
    readRate('errors', counts.faults, counts, rules.mostFaults, 'failed or came too late'),
    readRate('scores', counts.badScores, counts, rules.mostBadScores, 'gave a score that is no probability'),
    readRate('latency', counts.slow, counts, rules.mostSlow, "took longer than the champion's slowest of a hundred"),
    readSplit('accepts', counts, FEWER, ({ firstAccepts }) => firstAccepts, 'accepted'),
    readSplit('opt-outs', counts, MORE, ({ firstOptOuts }) => firstOptOuts, 'opted out'),
    readCalibration(counts, rules.mostMiscalibration),
  ];
  return found.map(({ guard, log, told }) => {
    const eValue = Math.min(NO_LIMIT, Math.exp(log));
    return { guard, eValue, limit, isBroken: eValue >= limit, told };
  });
}

function readRate(guard: Guard, events: number, { runs }: TrialCounts, most: number, told: string): Found {
  return { guard, log: rateEvidence(events, runs, most, ratesAbove(most)), told: `${events} of ${runs} runs ${told}` };
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
 * Of the acceptances of both as many should be the challenger's as of what both have promised. The champion is the measure:
 * how many answers are still to come is the same for both.
 */
function readCalibration({ steps }: TrialCounts, most: number): Found {
  const sum = (of: (step: TrialStep) => number) => steps.reduce((total, step) => total + of(step), 0);
  const accepts = sum(({ challenger }) => challenger.accepts);
  const all = accepts + sum(({ champion }) => champion.accepts);
  const logs = [1 / most, most].map((edge) => {
    const splits = steps.map(({ champion, challenger }): Split => {
      const promised = edge * challenger.expected;
      const share = promised / (promised + champion.expected);
      return { share, champion: champion.accepts, challenger: challenger.accepts };
    });
    const beyond = edge < 1 ? [0.4, 0.6, 0.8] : [1.25, 1.6, 2.5];
    return splitEvidence(
      splits.filter(({ share }) => share > 0),
      beyond,
    );
  });
  // Two questions are asked: each has half of what the guard may be wrong.
  const log = Math.max(...logs) - Math.log(2);
  const promised = sum(({ challenger }) => challenger.expected);
  const told = `${accepts} acceptances came to the challenger, which promised ${promised.toFixed(1)}; the champion had ${all - accepts}, and promised ${sum(({ champion }) => champion.expected).toFixed(1)}`;
  return { guard: 'calibration', log, told };
}

function ratesAbove(most: number): number[] {
  return [0.05, 0.2, 0.6, 0.95].map((part) => most + part * (1 - most));
}
