import { z } from 'zod';

/** One feature, as it is served, exported and trained with. */
export const feature = z
  .object({
    name: z.string(),
    columns: z
      .array(z.string())
      .describe('how a manifest asks for it: by its name, or by `name=level` for each level that the model knows'),
    dtype: z.literal('float32').describe('of each column: a number, or 0 and 1 for a level'),
    kind: z.enum(['number', 'level']),
    unit: z.string().optional(),
    range: z.tuple([z.number(), z.number()]).optional().describe('least and most of a number'),
    categories: z.array(z.string()).optional().describe('the levels; another value is missing, or 0 in all columns'),
    missing: z.literal('NaN').describe('in all of its columns: it is missing, and not a default'),
    scope: z.enum(['decision', 'candidate']).describe('the same for all offers of a decision, or of each its own'),
    source: z.enum(['clock', 'report', 'position', 'profile', 'offer']).describe('where it is read from'),
    consent: z.enum(['none', 'location', 'profiling']).describe('without it the feature is missing'),
    description: z.string(),
    hash: z.string().describe('of all of this: it changes when the feature does'),
  })
  .meta({ id: 'Feature' });

/** `GET /v1/features`: everything that a model may ask for. */
export const featureContract = z
  .object({
    hash: z.string().describe('of all features together'),
    features: z.array(feature),
  })
  .meta({ id: 'FeatureContract' });

export type Feature = z.output<typeof feature>;
export type FeatureContract = z.output<typeof featureContract>;
