import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** An hour that is never, a gap that is over at once: each limit is there and none is reached. */
const RAISED: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [
    ['contact', 'caps'],
    [
      { limit: 1000, per: 'day' },
      { limit: 1000, per: { hours: 168 } },
    ],
  ],
  [['contact', 'spacingMinutes'], 0.000001],
  [['contact', 'quietHours'], { from: '00:00', to: '00:00' }],
  [['arbitration', 'minPropensity'], 0],
];

/**
 * A copy of the engine's own settings in which no limit stops an offer of the bench. The limits are raised and not taken
 * out, so that every check is made.
 */
export function writeBenchConfig(sourceDir: string, targetDir: string): string {
  cpSync(sourceDir, targetDir, { recursive: true });
  const path = join(targetDir, 'policy.yaml');
  const policy = parseDocument(readFileSync(path, 'utf8'));
  for (const [keys, value] of RAISED) {
    // A limit that has moved would go on stopping offers, and nobody would know why.
    if (!policy.hasIn(keys)) throw new Error(`${path} has no ${keys.join('.')} to be raised`);
    policy.setIn(keys, policy.createNode(value));
  }
  writeFileSync(path, policy.toString());
  return targetDir;
}
