import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainEnvironment } from './plain-environment.js';
import type { Proof } from './proof.js';
import { readmeLines, readmeScript } from './readme-script.js';
import { repositoryRoot } from './repository.js';
import { runCommand } from './run-command.js';
import { withTempFolder } from './temp-folder.js';

const TIMEOUT_MS = 30 * 60_000;

export const docsProof: Proof = {
  name: 'docs',
  about: 'every command in the README runs as it stands there, in a fresh clone',
  async run(say) {
    const page = await readFile(join(repositoryRoot, 'README.md'), 'utf8').catch(() => {
      throw new Error('There is no README.md in this checkout.');
    });
    const { lines, notRun } = readmeLines(page);
    if (lines.length === 0) throw new Error('README.md has no shell block with a command.');
    return withTempFolder(async (folder) => {
      const clone = join(folder, 'proxima');
      await runCommand('git', ['clone', '--quiet', '--no-hardlinks', repositoryRoot, clone], {
        timeoutMs: 60_000,
        say,
      });
      const { PORT = '3000' } = process.env;
      const script = readmeScript(lines, `http://127.0.0.1:${PORT}/health/ready`);
      const env = { ...plainEnvironment(), PORT };
      const { code, lastLine } = await runCommand('bash', ['-c', script], {
        cwd: clone,
        env,
        timeoutMs: TIMEOUT_MS,
        say,
      });
      const figure = { commands: lines.length, notRun, ...(code === 0 ? {} : { code, failed: lastLine }) };
      return { holds: code === 0, figure };
    });
  },
};
