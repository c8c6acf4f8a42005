import { describe, expect, it } from '@jest/globals';
import { manifest } from '../../test/support/builders.js';
import type { Model } from './onnx-model.js';
import { scoreInTime } from './scorer.js';

function modelThat(run: Model['run']): Model {
  return { manifest: manifest as never, run, release: () => Promise.resolve() };
}

const score = (model: Model, deadlineMs?: number) =>
  scoreInTime(model, new Float32Array(2), 2, 'propensity/1@abc', deadlineMs);

describe('a score in time', () => {
  it('is the answer of the model', async () => {
    const model = modelThat((matrix, rows) => Promise.resolve(Float32Array.from([matrix.length, rows])));
    expect(await score(model)).toMatchObject({
      propensities: Float32Array.from([2, 2]),
      source: 'model',
      modelVersion: 'propensity/1@abc',
    });
  });

  it('is marked as missing when the model is late, and the late answer is dropped', async () => {
    let finish: (late: Float32Array) => void = () => undefined;
    const model = modelThat(() => new Promise((resolve) => (finish = resolve)));
    const scores = await score(model, 5);
    finish(Float32Array.from([1, 1]));
    expect(scores).toMatchObject({ source: 'fallback', fault: 'DEADLINE', modelVersion: 'propensity/1@abc' });
    expect(scores.propensities).toHaveLength(0);
  });

  it('is marked as missing when the run fails, in time or late', async () => {
    const failing = modelThat(() => Promise.reject(new Error('out of memory')));
    expect(await score(failing)).toMatchObject({ source: 'fallback', fault: 'RUN_FAILED' });
    const failingLate = modelThat(() => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 20)));
    expect(await score(failingLate, 5)).toMatchObject({ source: 'fallback', fault: 'DEADLINE' });
    await new Promise((resolve) => setTimeout(resolve, 30));
  });
});
