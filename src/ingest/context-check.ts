import { Refused, type Issue } from '../contract/errors.js';
import type { ContextField, ContextSchema } from '../platform/config/policy.schema.js';

/**
 * Holds reported values against the context schema.
 * @throws Refused UNKNOWN_CONTEXT_FIELD with one issue for each value that does not fit.
 */
export function checkContext(values: Readonly<Record<string, string | number | boolean>>, schema: ContextSchema): void {
  const issues = Object.entries(values).flatMap(([name, value]): Issue[] => {
    const field = Object.hasOwn(schema, name) ? schema[name] : undefined;
    const fault = field
      ? findFault(value, field)
      : `is not in the schema, which knows ${Object.keys(schema).join(', ')}`;
    return fault ? [{ path: `values.${name}`, message: fault }] : [];
  });
  if (issues.length > 0) throw new Refused('UNKNOWN_CONTEXT_FIELD', undefined, issues);
}

function findFault(value: string | number | boolean, field: ContextField): string | undefined {
  switch (field.type) {
    case 'level':
      return field.levels.includes(String(value)) ? undefined : `must be one of ${field.levels.join(', ')}`;
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max
        ? undefined
        : `must be a number from ${field.min} to ${field.max}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
  }
}
