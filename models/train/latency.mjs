// Times 64-row runs of ONNX models as the serving engine runs them: one thread, no spinning.
//   node models/train/latency.mjs shipped.onnx network.onnx trees.onnx > models/train/latency.json
// It needs onnxruntime-node; `run export` writes the models.
import os from 'node:os';
import path from 'node:path';

import ort from 'onnxruntime-node';

const ROWS = 64;
const WARM_UP_RUNS = 1000;
const TIMED_RUNS = 4000;
const BATCHES = 200;

const SESSION_OPTIONS = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

/** Rows of 0, 1, small numbers and missing cells; many batches, so that no branch is learned by heart. */
function randomBatch(columns) {
  const cell = () => {
    const kind = Math.random();
    if (kind < 0.15) return NaN;
    return kind < 0.7 ? Math.round(Math.random()) : Math.random() * 24;
  };
  return new ort.Tensor('float32', Float32Array.from({ length: ROWS * columns }, cell), [ROWS, columns]);
}

async function time(file) {
  const session = await ort.InferenceSession.create(file, SESSION_OPTIONS);
  const columns = session.inputMetadata[0].shape[1];
  const batches = Array.from({ length: BATCHES }, () => randomBatch(columns));
  const micros = [];
  for (let run = 0; run < WARM_UP_RUNS + TIMED_RUNS; run++) {
    const start = process.hrtime.bigint();
    await session.run({ features: batches[run % BATCHES] });
    if (run >= WARM_UP_RUNS) micros.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  micros.sort((a, b) => a - b);
  const quantile = (share) => Math.round(micros[Math.floor(share * micros.length)]);
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

const results = {
  setup:
    `${ROWS} rows a run, ${TIMED_RUNS} runs after ${WARM_UP_RUNS} to warm up, ` +
    `onnxruntime-node ${ort.env.versions.node} on Node ${process.versions.node}, ` +
    `one thread, no spinning, ${os.cpus()[0].model}`,
};
for (const file of process.argv.slice(2)) results[path.basename(file, '.onnx')] = await time(file);
console.log(JSON.stringify(results, null, 2));
