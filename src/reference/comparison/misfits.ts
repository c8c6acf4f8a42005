import { isObject, objectAt, resolve, textsOf, type Json, type JsonObject } from '../json.js';

/** A schema with the document that its references point into. */
export interface Schema {
  readonly schema: Json | undefined;
  readonly document: JsonObject;
}

/** One way in which a value of the narrow schema may not fit the wide one. */
export interface Misfit {
  /** Names of properties, parted by dots; `[]` for the entries of a list. Empty: the value itself. */
  readonly at: string;
  readonly kind: 'type' | 'value' | 'required' | 'unknown-property' | 'limit';
  /** What the wide schema does not take. */
  readonly what: string;
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const EVERY_TYPE = ['array', 'boolean', 'null', 'number', 'object', 'string'];

/**
 * Where the wide schema does not take what the narrow one allows; nothing when it takes all. For requests the old schema is
 * the narrow one (what clients send must still be taken), for answers the new one (what they get must be what they know).
 * Knows the words of JSON Schema that our contract uses; a change of any other word is a misfit by its name.
 */
export function findMisfits(narrow: Schema, wide: Schema, at = '', seen: ReadonlySet<string> = new Set()): Misfit[] {
  const pair = referenceOf(narrow) + '|' + referenceOf(wide);
  if (pair !== '|' && seen.has(pair)) return [];
  const known = new Set(seen).add(pair);
  const own = resolve(narrow.schema, narrow.document);
  const other = resolve(wide.schema, wide.document);
  const within = (schema: Json | undefined): Schema => ({ schema, document: narrow.document });
  const without = (schema: Json | undefined): Schema => ({ schema, document: wide.document });

  const branches = branchesOf(own);
  if (branches) return unique(branches.flatMap((branch) => findMisfits(within(branch), wide, at, known)));
  const choices = branchesOf(other);
  if (choices) {
    const tries = choices.map((choice) => findMisfits(within(own), without(choice), at, known));
    return tries.sort((a, b) => a.length - b.length || depthOf(b) - depthOf(a))[0] ?? [];
  }
  const here = [...typeMisfits(own, other), ...valueMisfits(own, other)];
  if (here.length > 0) return here.map((misfit) => ({ at, ...misfit }));
  return [
    ...limitMisfits(own, other).map((misfit) => ({ at, ...misfit })),
    ...propertyMisfits(),
    ...(own.items || other.items ? findMisfits(within(own.items), without(other.items), `${at}[]`, known) : []),
  ];

  function propertyMisfits(): Misfit[] {
    const ours = objectAt(own, 'properties');
    const theirs = objectAt(other, 'properties');
    const needed = textsOf(other.required).filter((name) => !textsOf(own.required).includes(name));
    const rest = other.additionalProperties;
    return [
      ...needed.map((name): Misfit => ({ at: join(at, name), kind: 'required', what: '' })),
      ...Object.entries(ours).flatMap(([name, schema]): Misfit[] => {
        const place = join(at, name);
        if (theirs[name] !== undefined) return findMisfits(within(schema), without(theirs[name]), place, known);
        if (rest === false) return [{ at: place, kind: 'unknown-property', what: '' }];
        return isObject(rest) ? findMisfits(within(schema), without(rest), place, known) : [];
      }),
      ...restMisfits(),
    ];
  }

  function restMisfits(): Misfit[] {
    const rest = other.additionalProperties;
    const ownRest = own.additionalProperties;
    if (typesOf(own).includes('object') && rest === false && ownRest !== false)
      return [{ at: join(at, '*'), kind: 'unknown-property', what: '' }];
    if (!isObject(rest) || !isObject(ownRest)) return [];
    return findMisfits(within(ownRest), without(rest), join(at, '*'), known);
  }
}

function referenceOf({ schema }: Schema): string {
  return isObject(schema) && typeof schema.$ref === 'string' ? schema.$ref : '';
}

function branchesOf(schema: JsonObject): Json[] | undefined {
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) ? branches : undefined;
}

function typesOf({ type, const: only }: JsonObject): string[] {
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.map(String);
  return only === undefined ? EVERY_TYPE : [only === null ? 'null' : typeof only];
}

type Here = Omit<Misfit, 'at'>;

function typeMisfits(own: JsonObject, other: JsonObject): Here[] {
  const taken = typesOf(other);
  const lost = typesOf(own).filter(
    (type) => !taken.includes(type) && !(type === 'integer' && taken.includes('number')),
  );
  return lost.map((what) => ({ kind: 'type', what }));
}

/** Values of `enum` and `const`; undefined where any is taken. */
function valuesOf({ enum: values, const: only }: JsonObject): Json[] | undefined {
  if (Array.isArray(values)) return values;
  return only === undefined ? undefined : [only];
}

function valueMisfits(own: JsonObject, other: JsonObject): Here[] {
  const taken = valuesOf(other)?.map((value) => JSON.stringify(value));
  if (!taken) return [];
  const values = valuesOf(own)?.map((value) => JSON.stringify(value));
  if (!values) return [{ kind: 'value', what: `anything but ${taken.join(', ')}` }];
  return values.filter((value) => !taken.includes(value)).map((what) => ({ kind: 'value', what }));
}

function limitMisfits(own: JsonObject, other: JsonObject): Here[] {
  const isTighter = (word: string) => {
    const [ours, theirs] = [own[word], other[word]];
    if (theirs === undefined) return false;
    if (LOWER.includes(word)) return ours === undefined || ours! < theirs!;
    if (UPPER.includes(word)) return ours === undefined || ours! > theirs!;
    return JSON.stringify(ours) !== JSON.stringify(theirs);
  };
  const words = [...LOWER, ...UPPER, 'pattern', 'format', 'propertyNames', 'prefixItems', 'multipleOf', 'uniqueItems'];
  return words
    .filter((word) => valuesOf(own) === undefined && isTighter(word))
    .map((word) => ({
      kind: 'limit',
      what: `${word} ${JSON.stringify(own[word]) ?? 'none'} against ${JSON.stringify(other[word])}`,
    }));
}

/** The branch that was meant has its misfits deeper inside. */
function depthOf(misfits: readonly Misfit[]): number {
  return Math.max(0, ...misfits.map(({ at }) => at.length));
}

function unique(misfits: readonly Misfit[]): Misfit[] {
  return [...new Map(misfits.map((misfit) => [JSON.stringify(misfit), misfit])).values()];
}

function join(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}
