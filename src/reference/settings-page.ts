import { parse } from 'yaml';
import { z } from 'zod';
import { contextFile, policyFile, profileFile, touchpointsFile } from '../platform/config/policy.schema.js';
import { environment } from '../platform/config/settings.js';
import { isObject, objectAt, textsOf, type Json, type JsonObject } from './json.js';
import { tellType } from './type-words.js';

/** One line of a table: a name as it is written, what it takes, what it is without a word from you, what it means. */
export interface SettingLine {
  readonly name: string;
  readonly form: string;
  readonly preset: string;
  readonly meaning: string;
}

/** `docs/settings.md`: every setting of the environment and every field of the files under `config/`. */
export function writeSettingsPage(policyText: string): string {
  return `# Settings

Written by \`npm run contract\` from the schemas that check them at the start: change it there. All faults are told at once.

## Environment

${writeTable('Default', environmentLines())}

## \`config/policy.yaml\`: the business numbers

All are needed, but those marked optional. A decision names the version (a hash of the file) that it used.

${writeTable('As delivered', policyLines(policyText))}

## \`config/context.yaml\`: what may be reported beyond the position

One entry for each field, under its name in camelCase; its form depends on \`type\`.

${writeTable('Default', entryLines(contextFile))}

## \`config/profile.yaml\`: what rules may ask of customers

One entry for each attribute, under its name in camelCase. The file need not be there: rules may then ask for any.

${writeTable('Default', entryLines(profileFile))}

## \`config/touchpoints.yaml\`: where offers appear

One entry for each touchpoint, under its name in lower case with dashes.

${writeTable('Default', entryLines(touchpointsFile))}
`;
}

export function environmentLines(): SettingLine[] {
  return linesOf(toJsonSchema(environment), (schema) =>
    schema.default === undefined ? 'unset' : tell(schema.default),
  );
}

/** @param policyText the file as delivered, whose values stand in the place of defaults. */
export function policyLines(policyText: string): SettingLine[] {
  return linesOf(toJsonSchema(policyFile), (_schema, path) => {
    const value = path.reduce<Json | undefined>((inner, key) => objectAt(inner)[key], parse(policyText) as Json);
    return value === undefined ? 'unset' : tell(value);
  });
}

/** Fields of one entry; those of several types once, with the types that have them. */
export function entryLines(file: z.ZodType): SettingLine[] {
  const entry = objectAt(toJsonSchema(file).additionalProperties);
  const branches = ((entry.anyOf ?? entry.oneOf ?? [entry]) as Json[]).map((branch) => objectAt(branch));
  const lines = branches.flatMap((branch) => {
    const type = objectAt(branch, 'properties', 'type').const;
    return linesOf(branch, (schema) => (schema.default === undefined ? 'none' : tell(schema.default))).map((line) =>
      line.name === 'type' ? { ...line, name: `type: ${String(type)}`, form: 'this word' } : line,
    );
  });
  return [...new Map(lines.map((line) => [line.name, line])).values()];
}

type TellPreset = (schema: JsonObject, path: string[]) => string;

/** Objects are opened; everything else is one line. What is in an optional object is optional. */
function linesOf(schema: JsonObject, tellPreset: TellPreset, path: string[] = [], isOptional = false): SettingLine[] {
  return Object.entries(objectAt(schema, 'properties')).flatMap(([name, value]) => {
    const property = objectAt(value);
    const here = [...path, name];
    const mayMiss = isOptional || (path.length > 0 && !textsOf(schema.required).includes(name));
    if (property.properties !== undefined) return linesOf(property, tellPreset, here, mayMiss);
    const kinds = ((property.oneOf ?? []) as Json[]).map((branch) => objectAt(branch));
    if (kinds.some(({ properties }) => properties !== undefined)) return linesOfKinds(kinds, tellPreset, here, mayMiss);
    return {
      name: here.join('.'),
      form: tellType(property) + (mayMiss ? ' (optional)' : ''),
      preset: tellPreset(property, here),
      meaning: String(property.description ?? ''),
    };
  });
}

/** One of several objects that differ by their `kind`: fields of several of them once. */
function linesOfKinds(
  kinds: readonly JsonObject[],
  tellPreset: TellPreset,
  path: string[],
  isOptional: boolean,
): SettingLine[] {
  const lines = kinds.flatMap((branch) => {
    const kind = String(objectAt(branch, 'properties', 'kind').const);
    const name = [...path, 'kind'].join('.');
    return linesOf(branch, tellPreset, path, isOptional).map((line) =>
      line.name === name
        ? {
            ...line,
            name: `${name}: ${kind}`,
            form: 'this word',
            preset: line.preset === tell(kind) ? line.preset : 'no',
          }
        : line,
    );
  });
  return [...new Map(lines.map((line) => [line.name, line])).values()];
}

function toJsonSchema(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as JsonObject;
}

function tell(value: Json): string {
  if (Array.isArray(value)) return value.map(tell).join(', ');
  if (!isObject(value)) return `\`${String(value)}\``;
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${tell(inner)}`)
    .join(', ');
}

function writeTable(presetTitle: string, lines: readonly SettingLine[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = lines.map(
    ({ name, form, preset, meaning }) => `| \`${name}\` | ${cell(form)} | ${cell(preset)} | ${cell(meaning)} |`,
  );
  return [`| Name | Takes | ${presetTitle} | Meaning |`, '|---|---|---|---|', ...rows].join('\n');
}
