import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL_DIR } from '../builders.js';

/** Rows that the warm-up has: with these, and no others, the model below can be run. */
const ONLY_ROWS = 64;

/**
 * A models folder whose model loads, warms up, and fails whenever it has to score: its first step reshapes the matrix to
 * 64 rows. Written by hand as ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), for no trained model does that.
 */
export function writeFailingModel(folder: string): string {
  const directory = join(copyModels(folder), 'propensity', '1');
  const path = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { columns: string[]; input: string; output: string };
  const bytes = failingModel(manifest.input, manifest.output, manifest.columns.length);
  writeFileSync(join(directory, 'model.onnx'), bytes);
  const modelSha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(path, JSON.stringify({ ...manifest, modelSha256 }));
  return join(folder, 'models');
}

/** The shipped models in a folder of their own. */
export function copyModels(folder: string): string {
  const models = join(folder, 'models');
  mkdirSync(join(models, 'propensity'), { recursive: true });
  cpSync(MODEL_DIR, join(models, 'propensity', '1'), { recursive: true });
  return models;
}

function failingModel(input: string, output: string, columns: number): Buffer {
  const shape = message([1, 2], [2, 7], [7, packed(ONLY_ROWS, columns)], [8, 'shape']);
  const reshape = message([1, input], [1, 'shape'], [2, 'reshaped'], [4, 'Reshape']);
  const axes = message([1, 'axes'], [8, 1], [20, 7]);
  const keepDims = message([1, 'keepdims'], [3, 0], [20, 2]);
  const mean = message([1, 'reshaped'], [2, 'mean'], [4, 'ReduceMean'], [5, axes], [5, keepDims]);
  const sigmoid = message([1, 'mean'], [2, output], [4, 'Sigmoid']);
  const graph = message(
    ...[reshape, mean, sigmoid].map((node): Field => [1, node]),
    [2, 'failing'],
    [5, shape],
    [11, floats(input, [2, 'rows'], [1, columns])],
    [12, floats(output, [2, 'scored'])],
  );
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])]);
}

/** A value of 32-bit floats; each dimension by its name or its size. */
function floats(name: string, ...dimensions: Field[]): Buffer {
  const shape = message(...dimensions.map((dimension): Field => [1, message(dimension)]));
  return message([1, name], [2, message([1, message([1, 1], [2, shape])])]);
}

type Field = [number: number, value: number | string | Buffer];

/** Protocol Buffers: whole numbers as varints, everything else with its length before it. */
function message(...fields: Field[]): Buffer {
  const parts = fields.map(([number, value]) => {
    if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
    const bytes = Buffer.from(value as string);
    return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
  });
  return Buffer.concat(parts);
}

function packed(...values: number[]): Buffer {
  return Buffer.concat(values.map(varint));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
