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
        { line: 3, command: 'npm start', goesOn: 'server' },
        { line: 7, command: 'curl    --fail x' },
        { line: 8, command: 'PORT=4000 npm run demo', goesOn: 'show' },
        { line: 9, command: 'npm run demo -- --once' },
        { line: 15, command: 'echo done' },
      ],
    });
  });
});

describe('readmeScript', () => {
  const run = (...commands: string[]) => {
    const lines = commands.map((command, index) => ({ line: index + 1, command }));
    try {
      return execFileSync('bash', ['-c', readmeScript(lines, 'http://127.0.0.1:1/')], { encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };

  it('is one session', () => {
    expect(run('export A="it\'s"', 'echo "$A one"')).toMatch(/it's one\nREADME.md: all lines ran\n$/);
  });

  it('ends a show once it has shown something, and goes on', () => {
    const show = 'for n in 1 2 3; do echo "offer $n 5 ms x"; sleep 30; done';
    const told = execFileSync(
      'bash',
      [
        '-c',
        readmeScript(
          [
            { line: 1, command: show, goesOn: 'show' },
            { line: 2, command: 'echo next' },
          ],
          'http://127.0.0.1:1/',
        ),
      ],
      { encoding: 'utf8' },
    );
    expect(told).toContain('offer 1 5 ms x\n');
    expect(told).toMatch(/\nnext\nREADME.md: all lines ran\n$/);
  });

  it('stops at the line that fails and names it', () => {
    const told = run('true', 'false | cat', 'echo never');
    expect(told).toMatch(/README.md:2 failed with code 1\n$/);
    expect(told).not.toContain('\nnever\n');
  });
});
