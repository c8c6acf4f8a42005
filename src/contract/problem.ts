import { ERRORS, problemType, type Refused } from './errors.js';

/** A refusal on its way out over HTTP: RFC 9457. */
export interface ProblemReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** @param url of the request; its query is not told, since a token may be in it. */
export function problemOf({ code, message, issues, retryAfterMs }: Refused, url: string): ProblemReply {
  const { status, title } = ERRORS[code];
  const type = problemType(code);
  const instance = url.split('?')[0];
  const headers: Record<string, string> = { 'content-type': 'application/problem+json; charset=utf-8' };
  // Whole seconds, RFC 9110 10.2.3: not before the time is over.
  if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000));
  return {
    status,
    headers,
    body: JSON.stringify({ type, title, status, code, detail: message, instance, issues, retryAfterMs }),
  };
}
