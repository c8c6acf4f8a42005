import { isObject, objectAt, textsOf, type Json, type JsonObject } from './json.js';

/** What a schema takes, in a few words: `integer, 0 to 65535`, `"day" or object`. Names of other schemas by `link`. */
export function tellType(schema: JsonObject, link: (name: string) => string = (name) => name): string {
  if (typeof schema.$ref === 'string') return link(schema.$ref.split('/').at(-1)!);
  // How draft 7 gives a reference a description of its own.
  if (Array.isArray(schema.allOf)) return schema.allOf.map((part) => tellType(objectAt(part), link)).join(' and ');
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches))
    return [...new Set(branches.map((branch) => tellType(objectAt(branch), link)))].join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const values = schema.enum ?? schema['x-extensible-enum'];
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return tellList(schema, link);
  if (schema.type === 'object') return tellObject(schema, link);
  return [tellPlain(schema), tellRange(schema)].filter(Boolean).join(', ');
}

function tellPlain({ type, format }: JsonObject): string {
  if (format === 'date-time') return 'ISO 8601 time';
  if (format === 'uri') return 'URL';
  if (type === 'string') return 'text';
  return type === undefined ? 'anything' : textsOf([type].flat() as Json[]).join(' or ');
}

function tellRange(schema: JsonObject): string {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, minLength, maxLength } = schema;
  const from = minimum ?? minLength;
  const to = maximum ?? maxLength;
  if (from === 1 && to === undefined && minLength !== undefined) return 'not empty';
  const unit = minLength !== undefined || maxLength !== undefined ? ' characters' : '';
  if (from !== undefined && to !== undefined) return `${String(from)} to ${String(to)}${unit}`;
  const parts = [
    above === undefined ? '' : `above ${String(above)}`,
    from === undefined ? '' : `at least ${String(from)}${unit}`,
    below === undefined ? '' : `below ${String(below)}`,
    to === undefined ? '' : `at most ${String(to)}${unit}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function tellList({ items, minItems, maxItems }: JsonObject, link: (name: string) => string): string {
  const bounds: JsonObject = {};
  if (minItems !== undefined) bounds.minimum = minItems;
  if (maxItems !== undefined) bounds.maximum = maxItems;
  const count = tellRange(bounds);
  return `list of ${tellType(objectAt(items), link)}${count && ` (${count})`}`;
}

function tellObject(
  { additionalProperties, propertyNames, properties }: JsonObject,
  link: (name: string) => string,
): string {
  if (properties !== undefined) return `object of ${Object.keys(objectAt(properties)).join(', ')}`;
  if (!isObject(additionalProperties)) return 'object';
  const names = textsOf(objectAt(propertyNames).enum);
  const each = tellType(objectAt(additionalProperties), link);
  return names.length > 0 ? `for each of ${names.join(', ')}: ${each}` : `by name: ${each}`;
}
