import { z } from 'zod';

const share = z.number().gt(0).lt(1);

/** `config/release.yaml`: what a challenger may do at worst, and what it takes to become the champion. */
export const releaseFile = z.strictObject({
  guardrails: z
    .strictObject({
      falseAlarm: share.default(0.05).describe('the chance that a challenger which does no worse is ever taken back'),
      mostFaults: share.default(0.01).describe('of its runs, that fail or come too late'),
      mostBadScores: share.default(0.01).describe('of its runs, that give a score which is no probability'),
      mostSlower: share.default(0.5).describe("of its runs, that take twice as long as the champion's just before"),
      mostRatio: z
        .number()
        .gt(1)
        .default(2)
        .describe('how many times more often than the champion it may fail, and be among the slowest of a hundred'),
      fastMs: z.number().min(0).default(0.3).describe('a run that takes no longer is slow for nobody'),
      mostMiscalibration: z
        .number()
        .gt(1)
        .default(1.5)
        .describe('how many times more it may promise than comes true, beside the champion'),
    })
    .prefault({}),
  gate: z
    .strictObject({
      fewestDecisions: z.number().int().min(1).default(1_000).describe('in the log, to judge a version by'),
      fewestEffective: share.default(0.05).describe('of these, the effective sample size'),
      maxAgeDays: z.number().gt(0).default(7).describe('of the evaluation'),
    })
    .prefault({}),
});

export type ReleaseNumbers = z.output<typeof releaseFile>;
