import './no-telemetry.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Manifest, ModelFiles } from './manifest.js';
import { ModelFault } from './manifest.js';
import { SESSION_OPTIONS } from './session-options.js';

/** A loaded model. Rows in, one probability a row out. */
export interface Model {
  readonly manifest: Manifest;
  run(matrix: Float32Array, rows: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Loads a model into this thread. The bytes, not the path, are given: a model cannot name other files to open. */
export async function loadModel({ manifest, bytes }: ModelFiles): Promise<Model> {
  const session = await InferenceSession.create(bytes, SESSION_OPTIONS).catch((error: Error) => {
    throw new ModelFault(`The model cannot be loaded: ${error.message}`);
  });
  const { input, output, columns } = manifest;
  if (!session.inputNames.includes(input))
    throw new ModelFault(`The model has no input "${input}", but ${session.inputNames.join(', ')}`);
  if (!session.outputNames.includes(output))
    throw new ModelFault(`The model has no output "${output}", but ${session.outputNames.join(', ')}`);
  return {
    manifest,
    async run(matrix, rows) {
      const tensor = new Tensor('float32', matrix, [rows, columns.length]);
      const results = await session.run({ [input]: tensor }, [output]);
      return results[output]!.data as Float32Array;
    },
    release: () => session.release(),
  };
}
