import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryRoot } from './repository.js';

/**
 * The path of a data file that is not ours to ship.
 * @throws Error that says where it is looked for.
 */
export function datasetFile(...path: string[]): string {
  const folder = process.env.PROXIMA_DATASETS ?? resolve(repositoryRoot, '..', 'shared', 'data');
  const file = join(folder, ...path);
  if (existsSync(file)) return file;
  throw new Error(`${join(...path)} is not in ${folder}. PROXIMA_DATASETS names the folder of the data sets.`);
}
