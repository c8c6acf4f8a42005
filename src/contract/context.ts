import { z } from 'zod';
import { fieldName, scalar, timestamp } from './primitives.js';

/** Values by name. Which names and which values exist is told by the context schema (`config/context.yaml`). */
export const contextValues = z
  .record(fieldName, scalar)
  .refine((values) => Object.keys(values).length <= 32, 'at most 32 values a report');

/** `context:report`: what the phone knows about the situation beyond the position. */
export const contextReport = z.strictObject({ at: timestamp, values: contextValues }).meta({ id: 'ContextReport' });

export const contextAck = z
  .object({
    accepted: z.number().int().min(0).describe('values that were taken; the others were older or lack consent'),
  })
  .meta({ id: 'ContextAck' });

export type ContextAck = z.output<typeof contextAck>;
export type ContextReport = z.output<typeof contextReport>;
