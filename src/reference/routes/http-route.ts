import type { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.js';
import type { Role } from '../../platform/auth/claims.js';

export interface Parameter {
  readonly schema: z.ZodType;
  readonly description: string;
  /** Of a query; parts of a path always are, headers never. */
  readonly isRequired?: boolean;
}

export interface HttpAnswer {
  readonly description: string;
  /** Left out: no body, or one of another media type. */
  readonly schema?: z.ZodType;
  /** `ANY_MEDIA` where it depends on what is asked for. */
  readonly mediaType?: string;
  /** Of each line, where it can be asked for as NDJSON. */
  readonly line?: z.ZodType;
}

export const ANY_MEDIA = '*/*';

/** One route as its callers see it. */
export interface HttpRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly id: string;
  readonly group: 'Decisions' | 'Catalog' | 'Models' | 'Feedback' | 'Customers' | 'Health' | 'Reference' | 'Pages';
  readonly summary: string;
  readonly description?: string;
  /** Who may call it; `open`: everyone, without a token. */
  readonly roles: readonly Role[] | 'open';
  readonly pathParameters?: Readonly<Record<string, Parameter>>;
  readonly query?: Readonly<Record<string, Parameter>>;
  /** Optional ones. */
  readonly headers?: Readonly<Record<string, Parameter>>;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, HttpAnswer>>;
  /** Beyond those that every route with a token, a body or a path parameter can give: see `refusalsOf`. */
  readonly refusals?: readonly ErrorCode[];
}

/** Every code that the route can refuse with. */
export function refusalsOf({ roles, body, pathParameters, query, headers, refusals = [] }: HttpRoute): ErrorCode[] {
  const codes: ErrorCode[] = [...refusals];
  if (roles !== 'open')
    codes.push('UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'STATE_UNAVAILABLE', 'OVERLOADED', 'DRAINING');
  if (body ?? pathParameters ?? query ?? headers) codes.push('INVALID_MESSAGE');
  if (body) codes.push('TOO_SLOW', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'EXPECTATION_FAILED');
  return [...codes, 'INTERNAL'];
}
