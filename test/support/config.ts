import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { z } from 'zod';
import type { limitsFile } from '../../src/platform/limits/limits.schema.js';

/** `config/policy.yaml` as it is written. */
export interface PolicyYaml {
  contact: { caps: object[]; spacingMinutes: number; quietHours?: object };
  arbitration: { exploration: object };
  [part: string]: unknown;
}

/** `config/limits.yaml`, as much of it as differs from the defaults. */
export type LimitsYaml = z.input<typeof limitsFile>;

/**
 * The shipped business numbers in a folder of their own, without what would make a test depend on chance or the hour:
 * no exploration, no quiet hours, no spacing. `change` may go further; `limits` takes the place of the shipped ones.
 */
export function writeConfig(
  folder: string,
  change: (policy: PolicyYaml) => void = () => undefined,
  limits?: LimitsYaml,
): string {
  const directory = join(folder, 'config');
  cpSync('config', directory, { recursive: true });
  const path = join(directory, 'policy.yaml');
  const policy = parse(readFileSync(path, 'utf8')) as PolicyYaml;
  policy.arbitration.exploration = { kind: 'epsilon-greedy', epsilon: 0 };
  policy.contact.spacingMinutes = 0;
  delete policy.contact.quietHours;
  change(policy);
  writeFileSync(path, stringify(policy));
  if (limits) writeFileSync(join(directory, 'limits.yaml'), stringify(limits));
  return directory;
}
