import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** `config/policy.yaml` as it is written. */
export interface PolicyYaml {
  contact: { caps: object[]; spacingMinutes: number; quietHours?: object };
  arbitration: { epsilon: number };
  [part: string]: unknown;
}

/**
 * The shipped business numbers in a folder of their own, without what would make a test depend on chance or the hour:
 * no exploration, no quiet hours, no spacing. `change` may go further.
 */
export function writeConfig(folder: string, change: (policy: PolicyYaml) => void = () => undefined): string {
  const directory = join(folder, 'config');
  cpSync('config', directory, { recursive: true });
  const path = join(directory, 'policy.yaml');
  const policy = parse(readFileSync(path, 'utf8')) as PolicyYaml;
  policy.arbitration.epsilon = 0;
  policy.contact.spacingMinutes = 0;
  delete policy.contact.quietHours;
  change(policy);
  writeFileSync(path, stringify(policy));
  return directory;
}
