import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { calibration } from '../contract/models.js';

/** `manifest.json` beside a model: what it wants, in which order, and what it has learnt. Other keys are for people. */
const manifestFile = z.object({
  name: z.string(),
  version: z.union([z.string(), z.number()]).transform(String),
  input: z.string(),
  output: z.string(),
  /** Of an output with a column for each class: the one of the acceptance. */
  outputColumn: z.number().int().min(0).optional(),
  /** A model that takes so many rows at once and no others. */
  batch: z.number().int().min(1).max(64).optional(),
  columns: z.array(z.string()).min(1).max(1000),
  featureHash: z.string(),
  modelSha256: z.string(),
  categories: z.array(z.string()),
  basePrior: z.number().min(0).max(1),
  calibration: calibration.optional(),
});

export type Manifest = Readonly<z.output<typeof manifestFile>>;

export class ModelFault extends Error {}

export interface ModelFiles {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** µs of a run over 64 rows beside which there was no other work, where that is known. */
  readonly runUs?: number;
}

/**
 * Reads a version folder and holds the file against its manifest.
 * @throws ModelFault that says which of the two is wrong.
 */
export function readModelFiles(directory: string): ModelFiles {
  return readModelOf(readManifest(directory), directory);
}

/** @throws ModelFault when the file is missing or is not the one that this manifest names. */
export function readModelOf(manifest: Manifest, directory: string): ModelFiles {
  const path = join(directory, 'model.onnx');
  const bytes = attempt(() => readFileSync(path), `${path} cannot be read`);
  if (sha256(bytes) !== manifest.modelSha256)
    throw new ModelFault(`${path} is not the file that its manifest names: the SHA-256 differs`);
  return { manifest, bytes };
}

/** @throws ModelFault when it is missing, no JSON, or not a manifest. */
export function readManifest(directory: string): Manifest {
  const path = join(directory, 'manifest.json');
  const json: unknown = attempt(() => JSON.parse(readFileSync(path, 'utf8')) as unknown, `${path} cannot be read`);
  const result = manifestFile.safeParse(json);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ModelFault(`${path} is wrong: ${faults.join('; ')}`);
  }
  if (sha256(JSON.stringify(result.data.columns)) !== result.data.featureHash) {
    throw new ModelFault(`${path}: featureHash does not fit the columns`);
  }
  return result.data;
}

/** `name/version@` and twelve digits of all that decides a score: two stores may have another version under one number. */
export function fullVersionOf(manifest: Manifest): string {
  const { name, version, input, output, outputColumn, batch, columns, categories, basePrior, modelSha256 } = manifest;
  const decides = [
    input,
    output,
    outputColumn,
    batch,
    columns,
    categories,
    basePrior,
    manifest.calibration,
    modelSha256,
  ];
  return `${name}/${version}@${sha256(JSON.stringify(decides)).slice(0, 12)}`;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function attempt<T>(work: () => T, complaint: string): T {
  try {
    return work();
  } catch (error) {
    throw new ModelFault(`${complaint}: ${(error as Error).message}`);
  }
}
