import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onnxFile, smallModel } from '../../support/onnx-file.js';
import { datasetFile } from '../datasets.js';

/** Numbers that look as if drawn, and are the same each time. */
export function drawer(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A file is mutated as a whole: large ones have too much in them that nobody looks at. */
const LARGEST = 40_000;

/** Real files of many exporters, and a small one of ours. */
export function originals(): Buffer[] {
  const folder = dirname(datasetFile('onnx_models', 'tabular', 'iris_lr_oci.onnx'));
  const real = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  return [onnxFile(smallModel()), ...real.filter(({ length }) => length < LARGEST)];
}

type Draw = ReturnType<typeof drawer>;

/** Bits turned, bytes set, ends cut off, parts doubled, left out, or taken from another file, lengths made giant. */
export function mutated(files: readonly Buffer[], draw: Draw): Buffer {
  let bytes = Buffer.from(files[draw(files.length)]!);
  for (let times = 1 + draw(3); times > 0; times -= 1) {
    // Where the structure is: names, tags and lengths stand at both ends of most files.
    const at = draw(2) ? draw(bytes.length + 1) : draw(Math.min(bytes.length, 400) + 1);
    bytes = MUTATIONS[draw(MUTATIONS.length)]!(bytes, at, draw, files);
  }
  return bytes;
}

type Mutation = (bytes: Buffer, at: number, draw: Draw, files: readonly Buffer[]) => Buffer<ArrayBuffer>;

const GIANT = Buffer.of(0xff, 0xff, 0xff, 0xff, 0x07);

/** Single bits and bytes are the most: what they leave standing gets furthest. */
const MUTATIONS: readonly Mutation[] = [
  (bytes, at, draw) => changed(bytes, at, (byte) => byte ^ (1 << draw(8))),
  (bytes, at, draw) => changed(bytes, at, (byte) => byte ^ (1 << draw(4))),
  (bytes, at, draw) => changed(bytes, at, () => draw(256)),
  (bytes, at, draw) => changed(bytes, at, (byte) => byte + (draw(2) ? 1 : -1)),
  (bytes, at, draw) => (draw(8) === 0 ? Buffer.from(bytes.subarray(0, at)) : changed(bytes, at, (byte) => byte ^ 1)),
  (bytes, at, draw) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + draw(60)), bytes.subarray(at)]),
  (bytes, at, draw) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + draw(30))]),
  (bytes, at) => Buffer.concat([bytes.subarray(0, at), GIANT, bytes.subarray(at)]),
  (bytes, at, draw, files) => {
    const other = files[draw(files.length)]!;
    const from = draw(other.length);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + draw(80)), bytes.subarray(at)]);
  },
];

function changed(bytes: Buffer, at: number, change: (byte: number) => number): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = change(copy[at]!) & 255;
  return copy;
}
