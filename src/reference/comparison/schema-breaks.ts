import { objectAt, resolve, type Json } from '../json.js';
import { findMisfits, type Misfit, type Schema } from './misfits.js';

/** What of a request that was right is refused now, in words. */
export function findRequestBreaks(place: string, before: Schema, after: Schema): string[] {
  return findMisfits(before, after).map(({ at, kind, what }) => {
    const where = `${place}: ${at || 'the whole'}`;
    if (kind === 'required') return `${where} is needed now`;
    if (kind === 'unknown-property') return `${where} is refused now`;
    if (kind === 'limit') return `${where} has a tighter limit now (${what})`;
    return `${where} may no longer be ${what}`;
  });
}

/** What of an answer a client that knows the old form would miss, or not know, in words. */
export function findAnswerBreaks(place: string, before: Schema, after: Schema): string[] {
  const removed = findRemoved(before.schema, after.schema, before, after);
  const isRemoved = ({ at, kind }: Misfit) => kind === 'required' && removed.includes(at);
  const misfits = findMisfits(after, before).filter((misfit) => !isRemoved(misfit));
  return [
    ...removed.map((at) => `${place}: ${at} was removed`),
    ...misfits.map(({ at, kind, what }) => {
      const where = `${place}: ${at || 'the whole'}`;
      if (kind === 'required') return `${where} may be missing now`;
      if (kind === 'unknown-property') return `${where} is new in a closed object`;
      if (kind === 'limit') return `${where} has a looser limit now (${what})`;
      return `${where} may now be ${what}`;
    }),
  ];
}

/** Properties that are gone, optional ones too: a client may have shown them. */
function findRemoved(
  before: Json | undefined,
  after: Json | undefined,
  old: Schema,
  now: Schema,
  at = '',
  depth = 0,
): string[] {
  // A schema that holds itself has no end; no message of ours is nested this deep.
  if (depth > 12) return [];
  const was = resolve(before, old.document);
  const is = resolve(after, now.document);
  const left = objectAt(is, 'properties');
  const inner = (name: string) => (at === '' ? name : `${at}.${name}`);
  const go = (a: Json | undefined, b: Json | undefined, place: string) =>
    a === undefined || b === undefined ? [] : findRemoved(a, b, old, now, place, depth + 1);
  return [
    ...Object.entries(objectAt(was, 'properties')).flatMap(([name, schema]) =>
      left[name] === undefined ? [inner(name)] : go(schema, left[name], inner(name)),
    ),
    ...go(was.items, is.items, `${at}[]`),
    ...go(was.additionalProperties, is.additionalProperties, inner('*')),
    ...branchPairs(was, is).flatMap(([a, b]) => go(a, b, at)),
  ];
}

/** Branches are taken by their order; a branch that went is a matter of the misfits. */
function branchPairs(was: { [key: string]: Json }, is: { [key: string]: Json }): [Json, Json][] {
  const [old, now] = [was.anyOf ?? was.oneOf, is.anyOf ?? is.oneOf];
  if (!Array.isArray(old) || !Array.isArray(now)) return [];
  return old.slice(0, now.length).map((branch, i) => [branch, now[i]!]);
}
