import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../release/onnx/message.js';
import { factsOf } from '../../release/onnx/model-facts.js';
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
  return withMetadata(file, STAMP_KEY, JSON.stringify(stampOf(readJson(manifestPath), parity, stampIn(file))));
}

/**
 * Of the folder's manifest what the engine asks for; what is for people goes along as `about`. What an export leaves out of
 * the manifest stands in the file that was uploaded.
 */
function stampOf(
  manifest: Record<string, unknown>,
  parity: Record<string, unknown> | undefined,
  uploaded: Record<string, unknown>,
): Record<string, unknown> {
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
    features: features ?? uploaded.features,
    calibration,
    reference: reference ?? uploaded.reference,
    parity: manifest.parity ?? (parity ? { rows: parity.rows, expected: parity.expected } : uploaded.parity),
    about: about ?? { metrics, trainedOn },
  };
}

/** What the file says of itself; the engine tells what is wrong with it. */
function stampIn(file: Uint8Array): Record<string, unknown> {
  try {
    const { metadata } = factsOf(readModel(file));
    return (JSON.parse(metadata[STAMP_KEY] ?? 'null') ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function readJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
}
