import { z } from 'zod';
import { identifier } from './primitives.js';

const cursor = identifier.describe('the `next` of the page before; left out: from the beginning');
const limit = z.coerce.number().int().min(1).max(500).default(100).describe('most offers of one page');

/** `GET /v1/catalog/stock`: its query. */
export const stockQuery = z.strictObject({ cursor: cursor.optional(), limit });
export const stockQueryFields = { cursor, limit };

/** How one offer with stock or budget stands. */
export const offerStock = z
  .object({
    offerId: z.string(),
    live: z.number().int().describe('reserved with a decision, and not seen yet'),
    held: z.number().int().describe('seen, and not answered yet'),
    consumed: z.number().int().describe('accepted or redeemed, ever'),
    units: z.number().int().optional().describe('how many there are; absent where only the budget limits'),
    left: z.number().int().describe('how many more can be shown now, by units and budget; never below 0'),
    budget: z
      .object({
        minor: z.number().int(),
        costMinor: z.number().int().describe('what one acceptance costs'),
        reservedMinor: z.number().int().describe('of what is live or held'),
        consumedMinor: z.number().int(),
        leftMinor: z.number().int().describe('never below 0'),
        currency: z.string(),
      })
      .optional()
      .describe('in minor units'),
  })
  .meta({ id: 'OfferStock' });

/** `GET /v1/catalog/stock`: the offers of the serving catalog that have stock or a budget, by their ids. */
export const stockAnswer = z
  .object({
    version: z.string().describe('the catalog version that serves now'),
    offers: z.array(offerStock),
    next: z.string().optional().describe('the cursor of the next page; absent on the last one'),
  })
  .meta({ id: 'StockPage' });

export type OfferStock = z.output<typeof offerStock>;
export type StockPage = z.output<typeof stockAnswer>;
