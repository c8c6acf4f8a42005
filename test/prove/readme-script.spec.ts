import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { readmeLines, readmeScript } from './readme-script.js';

const page = [
  '# Proxima',
  '```sh',
  'npm start',
  '# a remark',
  'git clone x   # not run: you have it',
  'curl \\',
  '  --fail x',
  '$ PORT=4000 npm run demo',
  'npm run demo -- --once',
  '```',
  '```json',
  'not a command',
  '```',
  '```bash',
  'echo done',
  '```',
].join('\n');

describe('readmeLines', () => {
  it('reads the shell blocks only, joins lines and knows what goes on for long', () => {
    expect(readmeLines(page)).toEqual({
      notRun: 1,
      lines: [
        { line: 3, command: 'npm start', longRunning: true },
        { line: 7, command: 'curl    --fail x', longRunning: false },
        { line: 8, command: 'PORT=4000 npm run demo', longRunning: true },
        { line: 9, command: 'npm run demo -- --once', longRunning: false },
        { line: 15, command: 'echo done', longRunning: false },
      ],
    });
  });
});

describe('readmeScript', () => {
  const run = (...commands: string[]) => {
    const lines = commands.map((command, index) => ({ line: index + 1, command, longRunning: false }));
    try {
      return execFileSync('bash', ['-c', readmeScript(lines, 'http://127.0.0.1:1/')], { encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };

  it('is one session', () => {
    expect(run('export A="it\'s"', 'echo "$A one"')).toMatch(/it's one\nREADME.md: all lines ran\n$/);
  });

  it('stops at the line that fails and names it', () => {
    const told = run('true', 'false | cat', 'echo never');
    expect(told).toMatch(/README.md:2 failed with code 1\n$/);
    expect(told).not.toContain('\nnever\n');
  });
});
