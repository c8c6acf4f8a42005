import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { loadBuiltEngine } from '../support/built-engine.js';
import { SECRET } from '../support/tokens.js';

it.each([
  ['a b', 'default'],
  ['{ann}', 'default'],
  ['ann', 'default:other'],
])(
  'makes no token that every engine would refuse: customer "%s", tenant "%s"',
  async (customer, tenant) => {
    await loadBuiltEngine();
    const options = ['--role', 'device', '--customer', customer, '--tenant', tenant];
    const { status, stdout, stderr } = spawnSync('node', ['dist/src/commands/token.command.js', ...options], {
      env: { ...process.env, PROXIMA_JWT_SECRET: SECRET },
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('may hold letters');
  },
  60_000,
);
