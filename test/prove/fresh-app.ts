import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from './repository.js';

const run = promisify(execFile);

/** A folder outside the checkout with the packed SDK installed, and what its README has as files. */
export class FreshApp {
  private constructor(readonly folder: string) {}

  static async make(folder: string): Promise<FreshApp> {
    const app = new FreshApp(join(folder, 'app'));
    await mkdir(app.folder);
    await run('npm', ['run', '--silent', 'build', '-w', 'sdk'], { cwd: repositoryRoot });
    const packed = await run('npm', ['pack', '-w', 'sdk', '--json', '--pack-destination', folder], {
      cwd: repositoryRoot,
    });
    const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
    await writeFile(join(app.folder, 'package.json'), JSON.stringify({ name: 'fresh-app', version: '1.0.0' }));
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, filename)], {
      cwd: app.folder,
    });
    for (const [name, text] of await readmeFiles()) await app.write(name, text);
    return app;
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }
}

/** Blocks of the README whose first line is a comment with the name of their file. */
async function readmeFiles(): Promise<[name: string, text: string][]> {
  const readme = await readFile(join(repositoryRoot, 'sdk', 'README.md'), 'utf8');
  const blocks = readme.matchAll(/^```(?:js|html)\n(?:\/\/|<!--) ([\w.]+)(?: -->)?\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, name, text]) => [name!, text!]);
}
