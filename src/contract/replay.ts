import { z } from 'zod';

/** `POST /v1/decisions/{id}/replay`: the decision made again, and what came out otherwise. */
export const replayAnswer = z
  .object({
    decisionId: z.string(),
    equal: z.boolean(),
    differences: z
      .array(
        z.object({
          path: z.string().describe('the field of the record'),
          recorded: z.unknown().optional(),
          replayed: z.unknown().optional(),
        }),
      )
      .describe('empty when nothing differs'),
    impossible: z.string().optional().describe('why it could not be made again, such as that a version is gone'),
  })
  .meta({ id: 'Replay' });

export type Replay = z.output<typeof replayAnswer>;
export type Difference = Replay['differences'][number];
