import { parentPort, workerData } from 'node:worker_threads';
import type { ModelFiles } from './manifest.js';
import { loadModel } from './onnx-model.js';

const port = parentPort!;
const model = await loadModel(workerData as ModelFiles);

port.on('message', ({ id, matrix, rows }: { id: number; matrix: Float32Array; rows: number }) => {
  model.run(matrix, rows).then(
    (propensities) => port.postMessage({ id, propensities }),
    (error: Error) => port.postMessage({ id, fault: error.message }),
  );
});
port.postMessage('ready');
