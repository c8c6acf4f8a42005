import { z } from 'zod';
import { area } from './catalog.js';

/** `GET /v1/catalog/offers`: what serves now, as far as a map needs it. */
export const servedCatalog = z
  .object({
    version: z.string(),
    offerCount: z.number().int().describe('how many serve: no more than the first 10,000 of them are told'),
    zones: z
      .array(
        z
          .object({
            id: z.string(),
            name: z.string(),
            category: z.string().optional(),
            ofOneOffer: z.boolean().describe('the area of a single offer: no place with a name of its own'),
            area,
          })
          .meta({ id: 'ServedZone' }),
      )
      .describe('every area in which one of the offers holds'),
    offers: z.array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          category: z.string(),
          place: z
            .object({ lat: z.number(), lng: z.number(), name: z.string().optional() })
            .optional()
            .describe('the shop'),
          zones: z.array(z.string()).describe('where it holds; empty: everywhere'),
          valueMinor: z.number().int(),
          currency: z.string(),
        })
        .meta({ id: 'ServedOffer' }),
    ),
  })
  .meta({ id: 'ServedCatalog' });

export type ServedCatalog = z.output<typeof servedCatalog>;
