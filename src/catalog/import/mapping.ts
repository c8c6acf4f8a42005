import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { FIELD_NAMES, type FieldName } from './fields.js';
import { Unreadable } from './unreadable.js';

/** `attr.NAME` is an attribute that the head declares, as in the header of a column. */
const field = z.union([
  z.enum(FIELD_NAMES as [FieldName, ...FieldName[]]),
  z.templateLiteral(['attr.', z.string().min(1).max(64)]),
]);
const constant = z.union([z.string().max(600), z.number(), z.boolean()]).transform(String);

/** How the columns of a foreign sheet become ours. Fields are those of `FIELDS`, and attributes; headers are those of the file. */
export const mappingFile = z.strictObject({
  /** Header of the file to field. What is not named here is looked for by its header as ever. */
  columns: z.record(z.string().max(120), field).default({}),
  /** Headers to pass over, or `all` that are not named. */
  ignore: z.union([z.literal('all'), z.array(z.string().max(120)).max(500)]).default([]),
  /** Field to one value for all rows. */
  constants: z.partialRecord(field, constant).default({}),
  /** Field to a text with headers in braces: `{name}: {discount} % sparen`. */
  templates: z.partialRecord(field, z.string().max(600)).default({}),
  /** Field to what its foreign values mean; `*` is every other one; null leaves the row out. */
  values: z.partialRecord(field, z.record(z.string().max(200), constant.nullable())).default({}),
  /** How the sheet writes one and a half: true `1,5`, false `1.5`. Left out: as the sheet looks. */
  decimalComma: z.boolean().optional(),
  /** Whose clock dates without a zone mean: an IANA name. */
  timeZone: z.string().max(60).optional(),
});

export type MappedField = z.output<typeof field>;
export type Mapping = z.output<typeof mappingFile>;

export const NO_MAPPING: Mapping = mappingFile.parse({});

/** @throws Unreadable MAPPING_WRONG that lists all faults of the file. */
export function readMapping(path: string): Mapping {
  try {
    const parsed = mappingFile.safeParse(parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`);
    throw new Unreadable('MAPPING_WRONG', `${path} is wrong:\n${faults.join('\n')}`, faults.join('; '));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('MAPPING_WRONG', `${path} cannot be read: ${(error as Error).message}`, path);
  }
}
