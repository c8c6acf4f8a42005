import { ERRORS, type ErrorCode } from '../../src/contract/errors.js';
import type { Answer } from './fuzz-http.js';

/** What came of one message: taken, refused with a code of the table, or a fault of the engine. */
export type Verdict = { is: 'accepted' } | { is: 'refused'; code: ErrorCode } | { is: 'fault'; why: string };

const ACCEPTED: Verdict = { is: 'accepted' };

export function judgeAck(answer: unknown): Verdict {
  const ack = answer as { ok?: unknown; data?: unknown; error?: unknown } | null;
  if (ack?.ok === true) return judgeData(ack.data);
  return ack?.ok === false ? judgeRefusal(ack.error) : fault('an ack that is neither data nor error', answer);
}

export function judgeAnswer(method: string, path: string, { status, contentType, text }: Answer): Verdict {
  if (status >= 500) return fault(`HTTP ${status}`, text);
  if (status >= 200 && status < 300) return ACCEPTED;
  if (status < 400) return fault(`HTTP ${status}`, text);
  // Below /socket.io answers the transport, in the words of its own protocol.
  if (path.startsWith('/socket.io')) return { is: 'refused', code: 'INVALID_MESSAGE' };
  if (!contentType.startsWith('application/problem+json')) return fault(`HTTP ${status} without a problem`, text);
  if (method === 'HEAD') return { is: 'refused', code: 'NOT_FOUND' };
  const problem = JSON.parse(text) as { code: ErrorCode; detail: unknown; status: unknown };
  const verdict = judgeRefusal({ ...problem, message: problem.detail });
  if (verdict.is === 'refused' && ERRORS[verdict.code].status !== status) return fault(`HTTP ${status}`, text);
  return verdict;
}

function judgeRefusal(error: unknown): Verdict {
  const { code, message, issues } = (error ?? {}) as { code?: ErrorCode; message?: unknown; issues?: unknown };
  if (typeof code !== 'string' || !Object.hasOwn(ERRORS, code)) return fault('a refusal without a known code', error);
  if (ERRORS[code].status >= 500) return fault(code, error);
  if (typeof message !== 'string' || !Array.isArray(issues)) return fault('a refusal without its reason', error);
  return { is: 'refused', code };
}

/** Feedback is taken or refused event by event. */
function judgeData(data: unknown): Verdict {
  if (!Array.isArray(data)) return ACCEPTED;
  const refused = (data as { status?: string; code?: string }[]).filter(({ status }) => status === 'refused');
  const unknown = refused.find(({ code }) => code === undefined || !Object.hasOwn(ERRORS, code));
  if (unknown) return fault('an event refused without a known code', unknown);
  return refused.length > 0 && refused.length === data.length
    ? { is: 'refused', code: refused[0]!.code as ErrorCode }
    : ACCEPTED;
}

function fault(why: string, what: unknown): Verdict {
  return { is: 'fault', why: `${why}: ${(JSON.stringify(what) ?? '').slice(0, 300)}` };
}
