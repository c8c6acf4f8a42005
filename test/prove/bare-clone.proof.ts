import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from './plain-environment.js';
import type { Proof } from './proof.js';
import { commitName, repositoryRoot } from './repository.js';
import { runCommand } from './run-command.js';
import { findForeignWrites } from './foreign-writes.js';
import { withTempFolder } from './temp-folder.js';

const TIMEOUT_MS = 35 * 60_000;

/**
 * `apt-get install` on a machine that has Redis would show nothing, and hiding the binary would show little more. So the
 * clone runs in namespaces of its own under a layer in memory, in which Redis is really uninstalled: see bare-clone.sh.
 */
export const bareCloneProof: Proof = {
  name: 'bare-clone',
  about: 'a fresh clone without Redis runs demo and tests, and writes nowhere it should not',
  async run(say) {
    return withTempFolder(async (results) => {
      const script = join(repositoryRoot, 'test', 'prove', 'bare-clone.sh');
      const { code } = await runCommand(
        'unshare',
        ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'bash', script, repositoryRoot, results],
        { env: plainEnvironment(), timeoutMs: TIMEOUT_MS, say },
      );
      const steps = readSteps(await linesOf(results, 'steps'));
      if (code !== 0) {
        throw new Error(
          `bare-clone.sh ended with code ${code} after ${steps.length} steps; it needs root, mount namespaces and overlayfs`,
        );
      }
      const packages = await linesOf(results, 'packages');
      const foreignWrites = findForeignWrites(await linesOf(results, 'changed'), {
        home: homedir(),
        packages,
        packageFiles: new Set(await linesOf(results, 'package-files')),
      });
      const leftRunning = await linesOf(results, 'left-running');
      const figure = {
        commit: commitName(),
        redisBefore: (await linesOf(results, 'redis'))[0],
        steps,
        packagesInstalled: packages,
        foreignWrites: foreignWrites.slice(0, 20),
        leftRunning: leftRunning.map((line) => line.trim().slice(0, 120)),
      };
      const holds =
        steps.length === 2 &&
        steps.every((step) => step.code === 0) &&
        foreignWrites.length === 0 &&
        leftRunning.length === 0;
      return { holds, figure };
    });
  },
};

async function linesOf(folder: string, name: string): Promise<string[]> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean);
}

function readSteps(lines: readonly string[]): { name: string; code: number; seconds: number }[] {
  return lines.map((line) => {
    const [name, code, seconds] = line.split(' ');
    return { name: name!, code: Number(code), seconds: Number(seconds) };
  });
}
