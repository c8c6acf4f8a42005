import { describe, expect, it } from '@jest/globals';
import { NO_OUTCOMES, QUIET } from '../../../test/support/trial.js';
import { seededRandom } from '../arbitration/explore.js';
import { rateEvidence, splitEvidence } from './evidence.js';
import { readGuards, type ArmCounts, type Guard, type GuardRules, type TrialCounts } from './guardrails.js';
import { armField, countsOf } from './trial-fields.js';

const RULES: GuardRules = {
  falseAlarm: 0.05,
  mostFaults: 0.01,
  mostBadScores: 0.01,
  mostSlower: 0.5,
  mostRatio: 2,
  mostMiscalibration: 1.5,
};
const broken = (counts: Partial<TrialCounts>): Guard[] =>
  readGuards({ ...QUIET, ...counts }, RULES)
    .filter(({ isBroken }) => isBroken)
    .map(({ guard }) => guard);
const step = (share: number, champion: Partial<ArmCounts>, challenger: Partial<ArmCounts>) => ({
  steps: [{ share, champion: { ...NO_OUTCOMES, ...champion }, challenger: { ...NO_OUTCOMES, ...challenger } }],
});

/** Of customers who accept once each. */
const ofMany = (counts: { accepts: number; expected: number }): Partial<ArmCounts> => ({
  ...counts,
  firstAccepts: counts.accepts,
});

describe('evidence', () => {
  it('is none before anything has happened', () => {
    expect(splitEvidence([], [0.5])).toBeCloseTo(0, 12);
    expect(splitEvidence([{ share: 0.25, champion: 0, challenger: 0 }], [0.5, 0.7])).toBeCloseTo(0, 12);
    expect(rateEvidence(0, 0, 0.01, [0.1])).toBeCloseTo(0, 12);
  });

  it('is the likelihood ratio of a mix', () => {
    // One event of the champion, at a share of one half: an alternative of one third gives (2/3)/(1/2).
    expect(Math.exp(splitEvidence([{ share: 0.5, champion: 1, challenger: 0 }], [0.5]))).toBeCloseTo(4 / 3, 12);
    expect(Math.exp(rateEvidence(1, 2, 0.1, [0.2, 0.4]))).toBeCloseTo((0.2 * 0.8 + 0.4 * 0.6) / (2 * 0.1 * 0.9), 12);
  });

  it('of shares that were different times is the product', () => {
    const [a, b] = [
      { share: 0.05, champion: 90, challenger: 3 },
      { share: 0.25, champion: 40, challenger: 9 },
    ];
    expect(splitEvidence([a, b], [0.5])).toBeCloseTo(splitEvidence([a], [0.5]) + splitEvidence([b], [0.5]), 9);
  });

  it('says nothing where one of the two has all customers', () => {
    expect(splitEvidence([{ share: 1, champion: 0, challenger: 50 }], [0.5])).toBe(0);
  });
});

describe('guardrails', () => {
  it.each<[string, Partial<TrialCounts>, Guard[]]>([
    ['nothing has happened', {}, []],
    ['a run in a hundred fails', { runs: 2_000, faults: 20 }, []],
    ['one run in ten fails', { championRuns: 600, runs: 200, faults: 20 }, ['errors']],
    [
      'one run in ten fails, and of the champion as many',
      { championRuns: 600, championFaults: 60, runs: 200, faults: 20 },
      [],
    ],
    ['all fail before the champion has run', { runs: 60, faults: 60 }, ['errors']],
    ['scores are no numbers', { runs: 10, badScores: 10 }, ['scores']],
    [
      'ten times as many of its runs are slow',
      { championRuns: 6_000, championTail: 60, runs: 2_000, tail: 200 },
      ['latency'],
    ],
    ['both are slow for a while', { championRuns: 600, championTail: 150, runs: 200, tail: 55 }, []],
    ['nearly all take twice as long', { runs: 60, slower: 58 }, ['latency']],
    ['four in ten do', { runs: 3_000, slower: 1_200 }, []],
    ['half as many accept', step(0.25, { firstAccepts: 300 }, { firstAccepts: 50 }), ['accepts']],
    ['as many accept', step(0.25, { firstAccepts: 300 }, { firstAccepts: 100 }), []],
    ['more accept', step(0.25, { firstAccepts: 300 }, { firstAccepts: 300 }), []],
    ['three times as many opt out', step(0.25, { firstOptOuts: 30 }, { firstOptOuts: 30 }), ['opt-outs']],
    ['fewer opt out', step(0.25, { firstOptOuts: 300 }, { firstOptOuts: 10 }), []],
    [
      'it promises three times what comes true',
      step(0.5, ofMany({ accepts: 200, expected: 200 }), ofMany({ accepts: 200, expected: 600 })),
      ['calibration'],
    ],
    [
      'it promises a third of what comes true',
      step(0.5, ofMany({ accepts: 200, expected: 200 }), ofMany({ accepts: 200, expected: 66 })),
      [],
    ],
    [
      'both promise too much alike',
      step(0.5, ofMany({ accepts: 50, expected: 200 }), ofMany({ accepts: 50, expected: 200 })),
      [],
    ],
    [
      'the champion has the two who accept all day',
      step(0.5, { accepts: 300, firstAccepts: 10, expected: 100 }, { accepts: 90, firstAccepts: 8, expected: 100 }),
      [],
    ],
  ])('when %s: %j', (_name, counts, guards) => {
    expect(broken(counts)).toEqual(guards);
  });

  it('tell the numbers', () => {
    const told = readGuards({ ...QUIET, ...step(0.25, { firstAccepts: 300 }, { firstAccepts: 50 }) }, RULES);
    expect(told.find(({ guard }) => guard === 'accepts')!.told).toBe(
      "of 350 customers who accepted 50 are the challenger's, where its share is 87.5",
    );
  });

  it('take a model that does no worse back in fewer runs than they may, however often they are looked at', () => {
    let alarms = 0;
    for (let seed = 1; seed <= 120; seed += 1) if (isEverTakenBack(seed, 0.25, 0.1, 0.1)) alarms += 1;
    expect(alarms).toBeLessThanOrEqual(6);
  });

  it('take a worse one back soon', () => {
    let late = 0;
    for (let seed = 1; seed <= 25; seed += 1) if (!isEverTakenBack(seed, 0.25, 0.1, 0.05)) late += 1;
    expect(late).toBe(0);
  });
});

/** 8,000 customers come, are parted, and accept or do not; the guards are read after every hundred of them. */
function isEverTakenBack(seed: number, share: number, champion: number, challenger: number): boolean {
  const random = seededRandom(seed);
  const counts = { champion: 0, challenger: 0 };
  for (let customer = 1; customer <= 8_000; customer += 1) {
    const arm = random() < share ? 'challenger' : 'champion';
    if (random() < (arm === 'challenger' ? challenger : champion)) counts[arm] += 1;
    const arms = [{ firstAccepts: counts.champion }, { firstAccepts: counts.challenger }] as const;
    if (customer % 100 === 0 && broken(step(share, ...arms)).length > 0) return true;
  }
  return false;
}

describe('the sums of a trial', () => {
  it('come back by share and arm', () => {
    const sums = new Map([
      ['runs', 9],
      ['tail', 1],
      [armField('firstAccepts', 0.25, 'challenger'), 3],
      [armField('expected', 0.05, 'champion'), 1.5],
    ]);
    expect(countsOf(sums)).toEqual({
      steps: [
        { share: 0.05, champion: { ...NO_OUTCOMES, expected: 1.5 }, challenger: NO_OUTCOMES },
        { share: 0.25, champion: NO_OUTCOMES, challenger: { ...NO_OUTCOMES, firstAccepts: 3 } },
      ],
      championRuns: 0,
      championFaults: 0,
      championTail: 0,
      runs: 9,
      faults: 0,
      badScores: 0,
      tail: 1,
      slower: 0,
    });
  });
});
