import { expect, it } from '@jest/globals';
import { readModelFiles } from '../../src/scoring/manifest.js';
import type * as LoadWarm from '../../src/scoring/load-warm.js';
import type { loadModelInWorker } from '../../src/scoring/worker-model.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { MODEL_DIR } from '../support/builders.js';
import { slowModel } from '../prove/guard-models.js';

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

it('a model whose runs are long gets a thread of its own', async () => {
  await loadBuiltEngine();
  const manifest = { ...readModelFiles(MODEL_DIR).manifest, input: 'features', output: 'probability' };
  const { loadWarm } = (await import('../../dist/src/scoring/load-warm.js' as string)) as typeof LoadWarm;
  const { model, inline } = await loadWarm({ manifest, bytes: slowModel(1_024) });
  expect(inline).toBe(false);
  await model.release();
});
