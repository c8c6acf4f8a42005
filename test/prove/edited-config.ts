import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { repositoryRoot } from './repository.js';

/** Business numbers by path, such as `contact.spacingMinutes`. */
export type PolicyChanges = Record<string, unknown>;

/** A copy of `config/` with other numbers in its policy. Returns the folder. */
export async function writeEditedConfig(folder: string, changes: PolicyChanges): Promise<string> {
  await cp(join(repositoryRoot, 'config'), folder, { recursive: true });
  const file = join(folder, 'policy.yaml');
  const policy = parseDocument(await readFile(file, 'utf8'));
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.');
    // A misspelt path would change nothing and prove the wrong thing.
    if (!policy.hasIn(steps)) throw new Error(`config/policy.yaml has no ${path}`);
    policy.setIn(steps, value);
  }
  await writeFile(file, policy.toString());
  return folder;
}
