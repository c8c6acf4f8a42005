import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBuiltEngine } from '../support/built-engine.js';

function evaluate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['dist/src/commands/evaluate.command.js', ...args], {
    encoding: 'utf8',
  });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1)!, stderr };
}

it('ends with one line of JSON and 0, or with what is wrong, how it is used, and 2', async () => {
  await loadBuiltEngine();
  const folder = mkdtempSync(join(tmpdir(), 'proxima-evaluate-'));
  try {
    const [log, policy] = [join(folder, 'log.csv'), join(folder, 'policy.json')];
    writeFileSync(log, 'action,reward,pscore\na,1,0.5\nb,0,0.5\n');
    writeFileSync(policy, '{ "a": 1 }');
    const done = evaluate('ope', '--log', log, '--policy', policy);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    const figures = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
    expect(JSON.parse(done.lastLine)).toMatchObject({
      ips: { ...figures, value: 1 },
      snips: figures,
      dr: figures,
      dm: figures,
      ess: 1,
    });
    writeFileSync(log, 'action,reward,pscore\na,1,2\n');
    const refused = evaluate('ope', '--log', log, '--policy', policy);
    expect(refused).toMatchObject({ status: 2, lastLine: '' });
    expect(refused.stderr).toMatch(/line 2, pscore "2"[^]*npm run evaluate -- ope --log FILE/);
    expect(evaluate('op').status).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
