import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withMetadata } from '../../release/onnx/stamp-file.js';
import { STAMP_KEY } from '../../release/read-stamp.js';

/**
 * A model with its manifest in its metadata: of a folder as in `models/<name>/<version>`, or of a file, with the manifest
 * beside it (`--manifest`) or in it already.
 * @throws Error that says what is missing.
 */
export function readStamped(path: string, manifest: string | undefined): Uint8Array {
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  const isFolder = statSync(path).isDirectory();
  const file = readFileSync(isFolder ? join(path, 'model.onnx') : path);
  const manifestPath = manifest ?? (isFolder ? join(path, 'manifest.json') : undefined);
  if (manifestPath === undefined) return file;
  const parityPath = join(manifestPath, '..', 'parity.json');
  const parity = existsSync(parityPath) ? readJson(parityPath) : undefined;
  return withMetadata(file, STAMP_KEY, JSON.stringify(stampOf(readJson(manifestPath), parity)));
}

/** Of the folder's manifest what the engine asks for; what is for people goes along as `about`. */
function stampOf(manifest: Record<string, unknown>, parity?: Record<string, unknown>): Record<string, unknown> {
  const {
    columns,
    categories,
    basePrior,
    output,
    outputColumn,
    features,
    calibration,
    reference,
    about,
    metrics,
    trainedOn,
  } = manifest;
  const probability = typeof outputColumn === 'number' ? `${String(output)}[${outputColumn}]` : output;
  return {
    columns,
    categories,
    basePrior,
    output: probability,
    features,
    calibration,
    reference,
    parity: manifest.parity ?? (parity && { rows: parity.rows, expected: parity.expected }),
    about: about ?? { metrics, trainedOn },
  };
}

function readJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
}
