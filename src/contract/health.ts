import { z } from 'zod';

/** `GET /health/live`. */
export const liveAnswer = z.object({ status: z.literal('live') }).meta({ id: 'Live' });

/** `GET /health/ready`. */
export const readyAnswer = z
  .object({
    status: z.enum(['ready', 'degraded', 'not-ready']),
    reasons: z.array(z.string()).describe('such as REDIS_DOWN, MODEL_NOT_LOADED or DRAINING; empty when it is ready'),
  })
  .meta({ id: 'Ready' });
