import { z } from 'zod';
import { toldTime } from './primitives.js';

/** P x C x V x L less the cost of the interruption. */
const factors = z
  .object({
    propensity: z.number().describe('P: chance of an accept'),
    propensitySource: z.enum(['model', 'prior', 'fallback', 'guarded']),
    contextWeight: z.number().describe('C'),
    valueMinor: z
      .number()
      .describe('V, in minor units of the currency of the offer: what an acceptance brings less what it costs'),
    lever: z.number().describe('L'),
    interruptionCostMinor: z.number(),
    arbitrationScore: z.number(),
    learned: z
      .object({
        impressions: z.number().describe('how often the offer was seen, fading with time, to a fifth'),
        basePropensity: z.number().describe('P before anything was learnt'),
        shift: z.number().describe('by how much what customers did has moved P, in log-odds'),
      })
      .optional()
      .describe('what customers did with the offer until then; absent where nothing was learnt'),
  })
  .meta({ id: 'Factors', description: 'P x C x V x L less the cost of the interruption.' });

/** Where a candidate ended: every one has exactly one line. */
export const funnelLine = z
  .object({
    offerId: z.string(),
    source: z.enum(['nearby', 'affinity', 'everywhere']),
    stage: z.string().describe('where it ended; `granted` when nothing dropped it'),
    reason: z.string().optional().describe('the reason code of what dropped it'),
    rule: z
      .object({
        of: z.enum(['catalog', 'group', 'offer']).describe('whose rule it is: what is not of the offer is inherited'),
        group: z.string().optional().describe('the group, where the rule is its'),
        text: z.string().describe('the rule as CEL, whatever it was written in'),
      })
      .optional()
      .describe('the rule that dropped it, for NOT_ELIGIBLE, NOT_APPLICABLE and NOT_SUITABLE'),
    fallback: z.literal(true).optional().describe('it was shown because nothing else was chosen'),
    distance: z.string().optional().describe('a band, such as 100-200 m'),
    factors: factors.optional(),
    selectionProbability: z.number().min(0).max(1).optional().describe('its chance to be chosen, over what was scored'),
  })
  .meta({ id: 'FunnelLine' });

/** `GET /v1/decisions/{id}`: what the decision knew, which versions decided, and how it ended. */
export const explanation = z
  .object({
    decisionId: z.string(),
    at: toldTime,
    customer: z.string(),
    touchpoint: z.string(),
    outcome: z.object({
      offers: z.array(
        z.object({
          deliveryId: z.string(),
          offerId: z.string(),
          fallback: z.literal(true).optional().describe('it answered because nothing else was chosen'),
        }),
      ),
      silence: z.string().optional().describe('a reason code'),
    }),
    changedByCommit: z.boolean().describe('leave such decisions out of off-policy evaluation'),
    versions: z.object({ catalog: z.string(), policy: z.string(), model: z.string() }),
    scoreSource: z.enum(['model', 'fallback', 'none']),
    missingShare: z.number().min(0).max(1).describe('share of feature values that were missing'),
    reasons: z.record(z.string(), z.number()).describe('how many candidates each reason code dropped'),
    snapshot: z
      .record(z.string(), z.unknown())
      .describe('what the decision knew, packed as it is kept: its form may change'),
    feedback: z.array(z.unknown()).describe('what the customer did with it, as it is kept: its form may change'),
    funnel: z
      .array(funnelLine)
      .optional()
      .describe('made again from the record; absent when a version it needs is gone'),
    funnelMissing: z.string().optional().describe('why there is no funnel'),
  })
  .meta({ id: 'Explanation' });

export type Explanation = z.output<typeof explanation>;
