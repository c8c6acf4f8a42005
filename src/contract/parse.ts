import type { z } from 'zod';
import { Refused, type Issue } from './errors.js';

/** Refusals name what came in, which may be long. */
const LONGEST_TEXT = 300;
/** Of whole pairs this matches neither half. */
const LONE_SURROGATE = /\p{Surrogate}/u;
export const BROKEN_TEXT = 'holds half of a character, such as of an emoji';

/**
 * Checks a message against its schema.
 * @throws Refused INVALID_MESSAGE with one issue for each fault.
 */
export function parseMessage<S extends z.ZodType>(schema: S, message: unknown): z.output<S> {
  const result = schema.safeParse(message);
  if (!result.success)
    throw new Refused('INVALID_MESSAGE', undefined, result.error.issues.flatMap(toIssues).slice(0, 20));
  const broken = findBrokenText(result.data);
  if (broken) throw new Refused('INVALID_MESSAGE', undefined, [broken]);
  return result.data;
}

/**
 * A text, or a name in an object, that is no text: half of a surrogate pair, as is left where an emoji is cut in two. JSON
 * can escape it, UTF-8 cannot hold it (RFC 8259, 8.2), and the scripts of Redis can read nothing that it stands in.
 */
export function findBrokenText(value: unknown): Issue | undefined {
  const path = pathToBrokenText(value);
  return path && { path: path.reverse().join('.').slice(0, LONGEST_TEXT), message: BROKEN_TEXT };
}

/** From within. */
function pathToBrokenText(value: unknown): string[] | undefined {
  if (typeof value === 'string') return LONE_SURROGATE.test(value) ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    if (LONE_SURROGATE.test(key)) return [];
    const path = pathToBrokenText((value as Record<string, unknown>)[key]);
    path?.push(key);
    if (path) return path;
  }
  return undefined;
}

/** Faults of a union name the branch that came nearest: "invalid union" would help nobody. */
export function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'invalid_union') {
    const choice = findUnknownChoice(issue);
    if (choice) return [choice];
    const nearest = [...issue.errors].sort((a, b) => depthOfFault(b) - depthOfFault(a) || a.length - b.length)[0];
    if (nearest?.length)
      return nearest.flatMap((inner) => toIssues({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const path = issue.path.map(String).join('.');
  return [{ path: path.slice(0, LONGEST_TEXT), message: issue.message.slice(0, LONGEST_TEXT) }];
}

/** A word in a place where each branch of the union takes others: all of them are named. */
function findUnknownChoice({ errors, path }: z.core.$ZodIssueInvalidUnion): Issue | undefined {
  const refused = errors.map((branch) => branch.filter((issue) => issue.code === 'invalid_value'));
  const places = refused.map((issues) => new Set(issues.map((issue) => issue.path.join('.'))));
  const [place] = [...(places[0] ?? [])].filter((shared) => places.every((own) => own.has(shared)));
  if (place === undefined) return undefined;
  const values = refused.flat().flatMap((issue) => (issue.path.join('.') === place ? issue.values : []));
  const options = [...new Set(values)].map((value) => JSON.stringify(value));
  return { path: [...path.map(String), place].join('.'), message: `expected one of ${options.join(', ')}` };
}

/**
 * The branch that was meant takes what came at all (a list where a list came), has its faults elsewhere than in its
 * discriminating literal, and knows the keys that came.
 */
function depthOfFault(branch: readonly z.core.$ZodIssue[]): number {
  if (branch.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0)) return -3;
  if (branch.some((issue) => issue.code === 'invalid_value' && issue.path.at(-1) === 'type')) return -2;
  return branch.some((issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0) ? -1 : 0;
}
