import { z } from 'zod';

/** `session:hint`: what the engine wants of the socket. */
export const sessionHint = z
  .object({
    draining: z.boolean().optional().describe('the engine is going: the socket will close, connect anew then'),
    retryAfterMs: z.number().optional().describe('how long to wait before that, each phone its own time'),
  })
  .meta({ id: 'SessionHint' });
