import { z } from 'zod';

/** `DELETE /v1/customers/{id}`. */
export const erasureAnswer = z
  .object({ erasedKeys: z.number().int().min(0).describe('how many keys were deleted') })
  .meta({ id: 'Erasure' });

export type ErasureAnswer = z.output<typeof erasureAnswer>;
