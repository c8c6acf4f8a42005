import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODEL_DIR } from '../../test/support/builders.js';
import { compileEncoder, UnknownColumnError } from '../core/features/encoder.js';
import { ModelFault, readModelFiles } from './manifest.js';
import { loadModel, type Model } from './onnx-model.js';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the shipped model', () => {
  const parity = JSON.parse(readFileSync(join(MODEL_DIR, 'parity.json'), 'utf8')) as {
    columns: string[];
    rows: (number | null)[][];
    expected: number[];
  };
  let model: Model;

  beforeAll(async () => {
    model = await loadModel(readModelFiles(MODEL_DIR));
  });
  afterAll(() => model.release());

  const run = (rows: (number | null)[][]) =>
    model.run(
      Float32Array.from(rows.flat(), (cell) => cell ?? NaN),
      rows.length,
    );

  it('answers as it did where it was trained, with values missing too', async () => {
    expect(parity.columns).toEqual(model.manifest.columns);
    expect(parity.rows).toHaveLength(200);
    expect(parity.rows.some((row) => row.includes(null))).toBe(true);
    const scores = await run(parity.rows);
    const furthest = Math.max(...parity.expected.map((expected, i) => Math.abs(expected - scores[i]!)));
    expect(furthest).toBeLessThan(1e-5);
  });

  it('answers the same for a row, whatever stands beside it', async () => {
    const all = await run(parity.rows.slice(0, 5));
    const [alone] = await run(parity.rows.slice(3, 4));
    expect(alone).toBeCloseTo(all[3]!, 6);
  });

  it('gives probabilities, also of a row of which nothing is known', async () => {
    const [score] = await run([parity.columns.map(() => null)]);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(1);
  });
});

describe('a version folder', () => {
  let directory: string;
  const manifest = JSON.parse(readFileSync(join(MODEL_DIR, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  const write = (change: Record<string, unknown>) =>
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...manifest, ...change }));

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'px-model-'));
    copyFileSync(join(MODEL_DIR, 'model.onnx'), join(directory, 'model.onnx'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['another file', { modelSha256: hashOf('other') }, /model\.onnx is not the file that its manifest names/],
    ['columns that were changed', { columns: ['validityHours'] }, /featureHash does not fit the columns/],
    ['no columns', { columns: [] }, /manifest\.json is wrong: columns/],
    ['a prior that is no probability', { basePrior: 1.2 }, /basePrior/],
  ])('with %s is refused', (_name, change, complaint) => {
    write(change);
    expect(() => readModelFiles(directory)).toThrow(ModelFault);
    expect(() => readModelFiles(directory)).toThrow(complaint);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an input', { input: 'rows' }, /no input "rows", but features/],
    ['an output', { output: 'score' }, /no output "score", but probability/],
  ])('that names %s which the model has not is refused', async (_name, change, complaint) => {
    write(change);
    await expect(loadModel(readModelFiles(directory))).rejects.toThrow(complaint);
  });

  it('with a column that no feature serves is refused by the encoder', () => {
    const columns = ['validityHours', 'shoeSize'];
    write({ columns, featureHash: hashOf(JSON.stringify(columns)) });
    const files = readModelFiles(directory);
    expect(() => compileEncoder(files.manifest.columns)).toThrow(UnknownColumnError);
  });

  it('without a manifest, or with bytes that are no model, is refused', async () => {
    expect(() => readModelFiles(join(directory, 'none'))).toThrow(ModelFault);
    const { manifest } = readModelFiles(MODEL_DIR);
    await expect(loadModel({ manifest, bytes: new Uint8Array([1, 2, 3]) })).rejects.toThrow(ModelFault);
  });
});
