import type { Timing } from '../platform/metrics/timing.js';
import type { Model } from './onnx-model.js';

/** The same model, with the time of each run noted, whether or not anybody still waits for it. */
export function timedModel(model: Model, runs: Timing): Model {
  return {
    manifest: model.manifest,
    async run(matrix, rows) {
      const startedMs = performance.now();
      const propensities = await model.run(matrix, rows);
      runs.add(performance.now() - startedMs);
      return propensities;
    },
    release: () => model.release(),
  };
}
