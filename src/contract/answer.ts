import type { z } from 'zod';
import { Refused, toFailure, type Ack } from './errors.js';
import { parseMessage } from './parse.js';

/**
 * Checks a socket message, does the work, and turns what comes of it into an ack: every message gets one.
 * Faults of ours are told as INTERNAL and handed to `onFault`; their details are not the client's business.
 */
export async function answer<S extends z.ZodType, T>(
  schema: S,
  message: unknown,
  work: (message: z.output<S>) => Promise<T>,
  onFault: (error: unknown) => void,
): Promise<Ack<T>> {
  try {
    return { ok: true, data: await work(parseMessage(schema, message)) };
  } catch (error) {
    if (!(error instanceof Refused)) onFault(error);
    return { ok: false, error: toFailure(error instanceof Refused ? error : new Refused('INTERNAL')) };
  }
}
