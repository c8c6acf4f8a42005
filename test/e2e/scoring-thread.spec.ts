import { expect, it } from '@jest/globals';
import { readModelFiles } from '../../src/scoring/manifest.js';
import type { loadModelInWorker } from '../../src/scoring/worker-model.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { MODEL_DIR } from '../support/builders.js';

it('a scoring thread that has ended: every run fails at once, none is kept waiting', async () => {
  await loadBuiltEngine();
  const built = '../../dist/src/scoring/worker-model.js';
  const { loadModelInWorker: load } = (await import(built)) as { loadModelInWorker: typeof loadModelInWorker };
  const model = await load(readModelFiles(MODEL_DIR));
  const matrix = new Float32Array(model.manifest.columns.length).fill(NaN);
  expect(await model.run(matrix, 1)).toHaveLength(1);
  await model.release();
  await expect(model.run(matrix, 1)).rejects.toThrow('has ended');
});
