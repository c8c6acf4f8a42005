export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; an empty one when there is none. */
export function objectAt(value: Json | undefined, ...path: string[]): JsonObject {
  const found = path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
  return isObject(found) ? found : {};
}

/** The texts of an array; none when there is no array. */
export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * What a reference such as `#/components/schemas/Fix` points at, references followed to their end. An `allOf` of one is how
 * draft 7 gives a reference a description of its own.
 */
export function resolve(schema: Json | undefined, document: JsonObject): JsonObject {
  if (!isObject(schema)) return {};
  const { allOf, $ref } = schema;
  if (Array.isArray(allOf) && allOf.length === 1) return resolve(allOf[0], document);
  return typeof $ref === 'string' ? resolve(objectAt(document, ...$ref.slice(2).split('/')), document) : schema;
}
