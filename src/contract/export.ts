import { z } from 'zod';
import { toldTime } from './primitives.js';

const DAY_HOURS = 24;
const MOST_WAIT_HOURS = 7 * DAY_HOURS;

/** A moment in a query: all that comes there is text. */
const moment = z
  .union([
    z
      .string()
      .regex(/^\d{1,13}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ])
  .refine((at) => at <= 8_640_000_000_000, 'must be ISO 8601 with zone, or epoch milliseconds');

export const exportFormat = z.enum(['parquet', 'csv', 'ndjson']);
export const rewardKind = z.enum(['accept', 'click', 'redeem']);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** `GET /v1/exports/decisions`. */
export const exportParameters = {
  format: exportFormat.default('parquet').describe('the kind of file'),
  from: moment.optional().describe('decisions from this moment on; ISO 8601 with zone, or epoch milliseconds'),
  to: moment.optional().describe('decisions up to this moment'),
  waitHours: z.coerce
    .number()
    .positive()
    .max(MOST_WAIT_HOURS)
    .default(DAY_HOURS)
    .describe('how long after its decision a reward counts; a later one does not'),
  reward: rewardKind
    .default('accept')
    .describe(
      'accept: whether the last answer was yes (an acceptance or a redemption, and no dismissal after it); click; redeem',
    ),
  rows: z
    .enum(['shown', 'decisions'])
    .default('shown')
    .describe('shown: a row for each offer that was shown; decisions: and one for each silence'),
  pending: flag
    .default(false)
    .describe('whether decisions whose wait is not over come as well, marked, with what came so far'),
};
export const exportQuery = z
  .strictObject(exportParameters)
  .refine(({ from = -Infinity, to = Infinity }) => from <= to, { path: ['to'], message: 'must not lie before from' });

export type ExportQuery = z.output<typeof exportQuery>;
export type ExportFormat = z.output<typeof exportFormat>;
export type RewardKind = z.output<typeof rewardKind>;

const text = z.string();
const name = text.nullable();
const chance = z.number().min(0).max(1).nullable();

/** One row of an export, as NDJSON has it. The very columns of CSV and Parquet, in this order; features follow. */
export const exportedDecision = z
  .object({
    decisionId: text,
    deliveryId: name.describe('decision and place; empty: silence'),
    at: toldTime.describe('of the decision'),
    subject: text.describe('a pseudonym of the customer, in the exports alone; erasure destroys it'),
    touchpoint: text,
    placement: name,
    position: z.number().int().nullable().describe('from 0, within its placement'),
    action: name.describe('the offer that was shown; empty: silence'),
    category: name,
    treatment: name.describe('where the offer has one alone for this place'),
    reward: z.number().int().min(0).max(1).nullable(),
    rewardAt: toldTime.nullable().describe('when what made the reward happened'),
    pending: z.boolean().describe('the wait for the reward is not over'),
    pscore: chance.describe(
      'selectionProbability: the exact chance with which the policy chose this offer for this place',
    ),
    propensity: chance.describe('P(accept) by the model that decided'),
    policy: text.describe('version of the policy'),
    modelVersion: text,
    catalogVersion: text,
    scoreSource: text.describe('model, fallback, or none where nothing was scored'),
    changedByCommit: z
      .boolean()
      .describe('live limits refused an offer, so that pscore is not the chance of what was shown: leave it out'),
    fallback: z.boolean().describe('shown because nothing else was chosen; no policy drew it'),
    silence: name.describe('why nothing was shown'),
    moment: text.describe('what the customer was about, such as strolling'),
    cell: name.describe('H3 cell of resolution 9; nothing finer is kept'),
    distanceBand: name.describe('to the place of the offer'),
    offerKnown: z.boolean().describe('false: its catalog is gone, and with it what is read from the offer'),
  })
  .catchall(z.union([z.string(), z.number(), z.null()]).describe('feature_NAME: raw, as it was served'))
  .meta({ id: 'ExportedDecision' });
