import { z } from 'zod';
import type { Json, JsonObject } from './json.js';

export const SCHEMAS = '#/components/schemas/';
/** zod puts what has a name but was not asked for here; the word depends on the draft. */
const SHARED = ['$defs', 'definitions'].map((word) => `${SCHEMAS}__shared#/${word}/`);

export interface SchemaBook {
  /** By name, for `components.schemas`. */
  readonly components: JsonObject;
  /** A reference to a named schema, or the whole of one without a name. */
  of(schema: z.ZodType): Json;
}

export interface BookOptions {
  /** `input`: as a client may send it; `output`: as it gets it. */
  readonly io: 'input' | 'output';
  readonly target: 'draft-07' | 'draft-2020-12';
}

/**
 * Turns zod schemas into JSON Schemas that refer to one another by their names (`.meta({ id })`).
 * @throws Error when a schema without a name would have to be referred to.
 */
export function writeSchemas(schemas: readonly z.ZodType[], { io, target }: BookOptions): SchemaBook {
  const registry = z.registry<{ id: string }>();
  const ids = new Map<z.ZodType, string>();
  for (const schema of new Set(schemas)) {
    const id = nameOf(schema) ?? `__inline${ids.size}`;
    ids.set(schema, id);
    registry.add(schema, { id });
  }
  const { schemas: written } = z.toJSONSchema(registry, {
    io,
    target,
    uri: (id) => `${SCHEMAS}${id}`,
    override: ({ jsonSchema }) => tidy(jsonSchema as JsonObject, io),
  });
  const text = SHARED.reduce((all, place) => all.replaceAll(place, SCHEMAS), JSON.stringify(written));
  if (text.includes(`"$ref":"${SCHEMAS}__inline`))
    throw new Error('A schema is used by itself and within another; give it a name by .meta({ id })');
  const { __shared: shared, ...asked } = JSON.parse(text) as Record<string, JsonObject>;
  for (const schema of Object.values(asked)) {
    delete schema.$id;
    delete schema.$schema;
  }
  const named = { ...((shared?.$defs ?? shared?.definitions ?? {}) as JsonObject), ...asked };
  return {
    components: Object.fromEntries(Object.entries(named).filter(([id]) => !id.startsWith('__inline'))),
    of(schema) {
      const id = ids.get(schema)!;
      return id.startsWith('__inline') ? asked[id]! : { $ref: `${SCHEMAS}${id}` };
    },
  };
}

/** One list of the schemas of several books, in the order of their names. @throws Error when two have one name. */
export function joinComponents(...books: readonly SchemaBook[]): JsonObject {
  const joined: JsonObject = {};
  for (const [id, schema] of books.flatMap(({ components }) => Object.entries(components))) {
    if (joined[id] && JSON.stringify(joined[id]) !== JSON.stringify(schema))
      throw new Error(`Two schemas have the name ${id}; give one of them another .meta({ id })`);
    joined[id] = schema;
  }
  return Object.fromEntries(Object.entries(joined).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf(schema: z.ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.id;
}

function tidy(schema: JsonObject, io: BookOptions['io']): void {
  // The id is the name under which the schema stands.
  delete schema.id;
  // A list that grows must not read as one that is closed.
  if (schema['x-extensible-enum'] === true) {
    schema['x-extensible-enum'] = schema.enum!;
    delete schema.enum;
  }
  // What we tell may get more fields: clients are not to refuse them.
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
  // The limits of every number in JavaScript, and a pattern that says what the format says, tell a reader nothing.
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === 'date-time') delete schema.pattern;
}
