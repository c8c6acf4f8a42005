import type { z } from 'zod';
import { Refused, type Issue } from './errors.js';

/**
 * Checks a message against its schema.
 * @throws Refused INVALID_MESSAGE with one issue for each fault.
 */
export function parseMessage<S extends z.ZodType>(schema: S, message: unknown): z.output<S> {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  throw new Refused('INVALID_MESSAGE', undefined, result.error.issues.flatMap(toIssues).slice(0, 20));
}

/** Faults of a union name the branch that came nearest: "invalid union" would help nobody. */
function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'invalid_union') {
    const nearest = [...issue.errors].sort((a, b) => depthOfFault(b) - depthOfFault(a) || a.length - b.length)[0];
    if (nearest?.length)
      return nearest.flatMap((inner) => toIssues({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path: issue.path.map(String).join('.'), message: issue.message }];
}

/** A branch whose discriminating literal fits has its faults elsewhere, so it is the one that was meant. */
function depthOfFault(branch: readonly z.core.$ZodIssue[]): number {
  return branch.some((issue) => issue.code === 'invalid_value' && issue.path.at(-1) === 'type') ? -1 : 0;
}
