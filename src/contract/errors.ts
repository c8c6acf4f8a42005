import { z } from 'zod';

interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  /** Where the same message may go well later: how long to wait at least. */
  readonly retryAfterMs?: number;
}

/**
 * Every way in which a message can be refused: one table for HTTP (RFC 9457 problem+json) and for socket acks.
 * Codes are stable; a client may build on them.
 */
export const ERRORS = {
  INVALID_MESSAGE: { status: 400, title: 'The message does not fit its schema' },
  UNKNOWN_CONTEXT_FIELD: { status: 400, title: 'The context schema has no such field or value' },
  UNKNOWN_TOUCHPOINT: { status: 400, title: 'No such touchpoint or placement' },
  TIMESTAMP_OUT_OF_WINDOW: { status: 400, title: 'The time lies too far from the clock of the server' },
  UNAUTHENTICATED: { status: 401, title: 'A valid token is needed' },
  FORBIDDEN: { status: 403, title: 'The role of this token may not do that' },
  NOT_FOUND: { status: 404, title: 'There is nothing under that name' },
  TOO_SLOW: { status: 408, title: 'The request did not come in time' },
  HAS_BAD_ROWS: { status: 409, title: 'Rows of the upload are wrong' },
  GATE_CLOSED: { status: 409, title: 'The log does not speak for this version' },
  NOTHING_BEFORE: { status: 409, title: 'Nothing has served before' },
  PRECONDITION_FAILED: { status: 412, title: 'Another version serves by now' },
  CONFLICT: { status: 409, title: 'The state has changed in between' },
  OUT_OF_STOCK: { status: 409, title: 'Nothing of the offer is left' },
  TOO_LARGE: { status: 413, title: 'The message is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Only application/json is read' },
  EXPECTATION_FAILED: { status: 417, title: 'Only the expectation 100-continue is met' },
  IDEMPOTENCY_MISMATCH: { status: 422, title: 'This Idempotency-Key was used for another request' },
  MODEL_REFUSED: { status: 422, title: 'The model cannot serve' },
  EVENT_MISMATCH: { status: 422, title: 'The event does not belong to this delivery' },
  RATE_LIMITED: { status: 429, title: 'Too many messages at once' },
  TOO_MANY_CONNECTIONS: { status: 429, title: 'Too many connections at once' },
  INTERNAL: { status: 500, title: 'A fault of the engine, not of the message' },
  NOT_READY: { status: 503, title: 'Not all engines can have the version ready', retryAfterMs: 5_000 },
  DRAINING: { status: 503, title: 'The engine is going down and takes nothing new; ask another one, or again' },
  STATE_UNAVAILABLE: {
    status: 503,
    // Not that nothing was changed: an answer that comes too late may be one to a change.
    title: 'The state store did not answer in time; ask again with the same ids',
    retryAfterMs: 1_000,
  },
  SPACE_FULL: { status: 507, title: 'The space for uploads and versions is used up' },
  OVERLOADED: {
    status: 503,
    // Refused at the door, before anything was read.
    title: 'More is asked than can be decided in time; ask again a little later',
    retryAfterMs: 1_000,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The `type` of a problem (RFC 9457, 3.1.1). */
export function problemType(code: ErrorCode): string {
  return `urn:proxima:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** A list of values that grows: a client must get along with ones that it does not know. */
export const GROWS = { 'x-extensible-enum': true };

const errorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).meta(GROWS);

/** One fault of a message: where it is, and what would be right. */
export const issue = z
  .object({
    path: z.string().describe('names and indices, parted by dots; empty: the message itself'),
    message: z.string(),
  })
  .meta({ id: 'Issue' });

/** What an ack says when the message was refused. */
export const failure = z
  .object({
    code: errorCode,
    message: z.string(),
    issues: z.array(issue),
    retryAfterMs: z.number().optional().describe('when it may be worth another try, ms from now'),
  })
  .meta({ id: 'Failure', description: 'Why a message was refused.' });

/** What every refusal on HTTP looks like (RFC 9457). */
export const problem = z
  .object({
    type: z.string().describe('a URN, one for each code'),
    title: z.string(),
    status: z.number().int(),
    code: errorCode,
    detail: z.string(),
    instance: z.string().describe('the path that was asked for, without its query'),
    issues: z.array(issue),
    retryAfterMs: z.number().optional().describe('when it may be worth another try, ms from now'),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457).' });

export type Issue = z.output<typeof issue>;
export type Failure = z.output<typeof failure>;
export type Problem = z.output<typeof problem>;

export type Ack<T> = { ok: true; data: T } | { ok: false; error: Failure };

/** A refusal on its way to the edge that turns it into problem+json or an ack. */
export class Refused extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string = ERRORS[code].title,
    readonly issues: Issue[] = [],
    /** That of the table, where the refusal itself knows nothing better. */
    readonly retryAfterMs: number | undefined = (ERRORS[code] as ErrorEntry).retryAfterMs,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/** A refusal as acks tell it. */
export function toFailure({ code, message, issues, retryAfterMs }: Refused): Failure {
  if (retryAfterMs === undefined) return { code, message, issues };
  return { code, message, issues, retryAfterMs };
}
