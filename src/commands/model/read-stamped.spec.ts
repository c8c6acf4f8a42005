import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { onnxFile, smallModel } from '../../../test/support/onnx-file.js';
import { readModel } from '../../release/onnx/message.js';
import { factsOf } from '../../release/onnx/model-facts.js';
import { withMetadata } from '../../release/onnx/stamp-file.js';
import { STAMP_KEY } from '../../release/read-stamp.js';
import { readStamped } from './read-stamped.js';

const folder = mkdtempSync(join(tmpdir(), 'px-stamped-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a folder of an exported version', () => {
  it('comes in again with what its file says, and its manifest does not', () => {
    const [reference, parity] = [
      { validityHours: { edges: [12], shares: [0, 1], missing: 0 } },
      { rows: [[1, 2]], expected: [0.5] },
    ];
    const old = { columns: ['validityHours'], basePrior: 0.1, calibration: { kind: 'platt' }, reference, parity };
    writeFileSync(join(folder, 'model.onnx'), withMetadata(onnxFile(smallModel()), STAMP_KEY, JSON.stringify(old)));
    const manifest = { columns: ['validityHours'], categories: ['coffee'], basePrior: 0.5, output: 'probability' };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const { metadata } = factsOf(readModel(readStamped(folder, undefined)));
    expect(JSON.parse(metadata[STAMP_KEY]!)).toEqual({ ...manifest, reference, parity, about: {} });
  });
});
