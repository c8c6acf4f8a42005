import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { limitsFile, type LimitNumbers } from '../limits/limits.schema.js';
import {
  contextFile,
  policyFile,
  profileFile,
  touchpointsFile,
  type ContextSchema,
  type PolicyNumbers,
  type ProfileSchema,
  type Touchpoints,
} from './policy.schema.js';
import { releaseFile, type ReleaseNumbers } from './release.schema.js';
import { SettingsError } from './settings.js';

export interface Business {
  readonly policy: PolicyNumbers & { readonly version: string };
  readonly context: ContextSchema;
  /** Attributes of customers that rules may ask for; absent: any. */
  readonly profile?: ProfileSchema;
  readonly touchpoints: Touchpoints;
  readonly limits: LimitNumbers;
  readonly release: ReleaseNumbers;
}

/**
 * Reads the business numbers under `config/`.
 * @throws SettingsError that lists the faults of all files at once.
 */
export function readBusiness(directory: string): Business {
  const faults: string[] = [];
  const policy = readFile(join(directory, 'policy.yaml'), policyFile, faults);
  const context = readFile(join(directory, 'context.yaml'), contextFile, faults);
  const touchpoints = readFile(join(directory, 'touchpoints.yaml'), touchpointsFile, faults);
  const profile = readProfileSchema(join(directory, 'profile.yaml'), faults);
  const limits = readOptional(join(directory, 'limits.yaml'), limitsFile, faults);
  const release = readOptional(join(directory, 'release.yaml'), releaseFile, faults);
  if (!policy || !context || !touchpoints || !limits || !release || profile === 'faulty')
    throw new SettingsError(`The files under ${directory} are wrong:\n${faults.join('\n')}`);
  return {
    policy: { ...policy.value, version: policy.version },
    context: context.value,
    profile,
    touchpoints: touchpoints.value,
    limits,
    release,
  };
}

/** Need not be there: without it customers may have any attributes. */
function readProfileSchema(path: string, faults: string[]): ProfileSchema | 'faulty' | undefined {
  if (!existsSync(path)) return undefined;
  return readFile(path, profileFile, faults)?.value ?? 'faulty';
}

/** Need not be there: each of its numbers has a default. */
function readOptional<S extends z.ZodType>(path: string, schema: S, faults: string[]): z.output<S> | undefined {
  return existsSync(path) ? readFile(path, schema, faults)?.value : schema.parse({});
}

function readFile<S extends z.ZodType>(
  path: string,
  schema: S,
  faults: string[],
): { value: z.output<S>; version: string } | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const result = schema.safeParse(parse(text));
    if (result.success)
      return { value: result.data, version: createHash('sha256').update(text).digest('hex').slice(0, 12) };
    faults.push(...result.error.issues.map((issue) => `  ${path}: ${issue.path.join('.')}: ${issue.message}`));
  } catch (error) {
    faults.push(`  ${path}: ${(error as Error).message}`);
  }
  return undefined;
}
