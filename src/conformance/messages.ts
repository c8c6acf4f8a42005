import type { z } from 'zod';
import { consentSet } from '../contract/consent.js';
import { contextReport } from '../contract/context.js';
import { offerRequest } from '../contract/decision.js';
import { feedbackReportDescribed } from '../contract/feedback.js';
import { inboxResume } from '../contract/inbox.js';
import { toIssues } from '../contract/parse.js';
import { positionReport } from '../contract/position.js';

/** What a client may send, on the engine's own schemas. */
const SCHEMAS = {
  'position:report': positionReport,
  'context:report': contextReport,
  'offer:request': offerRequest,
  'feedback:report': feedbackReportDescribed,
  'consent:set': consentSet,
  'inbox:resume': inboxResume,
} as const;

export type DeviceEvent = keyof typeof SCHEMAS;

/** What of a message is against the contract, in words; nothing when it is right. */
export function findFault(event: string, payload: unknown, ack: unknown): string | undefined {
  const schema = (SCHEMAS as Record<string, z.ZodType | undefined>)[event];
  if (!schema) return `${event} is no event of the contract`;
  if (typeof ack !== 'function') return `${event} came without an ack callback: its answer would be lost`;
  const { error } = schema.safeParse(payload);
  if (!error) return undefined;
  const [issue] = error.issues.flatMap(toIssues);
  return `${event}: ${issue!.path || 'the message'} ${issue!.message}`;
}

/** The events of a feedback report. A broken client may send anything; that it is wrong is judged by the schema. */
export function eventsIn({ events }: { events?: unknown }): { eventId?: unknown }[] {
  return Array.isArray(events) ? events.filter((event) => typeof event === 'object' && event !== null) : [];
}
