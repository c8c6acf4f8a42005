import { modelStamp, type ModelStamp } from '../contract/models.js';
import { findBrokenText } from '../contract/parse.js';
import { compileEncoder, UnknownColumnError } from '../core/features/encoder.js';
import { featureContract } from '../scoring/feature-contract.js';
import type { ModelFacts } from './onnx/model-facts.js';

/** Under which key of the metadata it stands. */
export const STAMP_KEY = 'proxima';

export type StampCode = 'STAMP_MISSING' | 'STAMP_INVALID' | 'COLUMN_UNKNOWN' | 'FEATURE_CHANGED' | 'PARITY';

/** Why the engine cannot serve what a model asks for. */
export interface StampFault {
  readonly code: StampCode;
  readonly message: string;
}

const { features } = featureContract();

/** What a file says that it wants, held against what the engine serves. */
export function readStamp({ metadata }: ModelFacts): ModelStamp | StampFault {
  const text = Object.hasOwn(metadata, STAMP_KEY) ? metadata[STAMP_KEY] : undefined;
  if (text === undefined)
    return fault('STAMP_MISSING', `the file has no manifest under "${STAMP_KEY}" in its metadata`);
  const stamp = parse(text);
  if ('code' in stamp) return stamp;
  return wrongColumns(stamp) ?? changedFeatures(stamp) ?? stamp;
}

function parse(text: string): ModelStamp | StampFault {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fault('STAMP_INVALID', `the manifest is no JSON: ${(error as Error).message}`);
  }
  const result = modelStamp.safeParse(json);
  if (result.success) return brokenText(result.data) ?? result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
  return fault('STAMP_INVALID', `the manifest is wrong: ${faults.slice(0, 10).join('; ')}`);
}

function brokenText({ columns, categories, about }: ModelStamp): StampFault | undefined {
  try {
    const broken = findBrokenText({ columns, categories, about });
    return broken && fault('STAMP_INVALID', `the manifest is wrong: ${broken.path} ${broken.message}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fault('STAMP_INVALID', 'the manifest is wrong: about: is nested too deeply');
  }
}

function wrongColumns({ columns }: ModelStamp): StampFault | undefined {
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) return fault('STAMP_INVALID', `the column "${twice}" is there twice`);
  try {
    compileEncoder(columns);
    return undefined;
  } catch (error) {
    if (error instanceof UnknownColumnError) return fault('COLUMN_UNKNOWN', error.message);
    throw error;
  }
}

function changedFeatures({ features: trained = {} }: ModelStamp): StampFault | undefined {
  const served = new Map(features.map(({ name, hash }) => [name, hash]));
  const changed = Object.entries(trained).filter(([name, hash]) => served.get(name) !== hash);
  if (changed.length === 0) return undefined;
  const words = changed.map(
    ([name, hash]) => `${name} (trained with ${hash}, served ${served.get(name) ?? 'no more'})`,
  );
  return fault('FEATURE_CHANGED', `the engine computes these features in another way: ${words.join(', ')}`);
}

function fault(code: StampCode, message: string): StampFault {
  return { code, message };
}
