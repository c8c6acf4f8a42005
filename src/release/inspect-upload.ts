import type { ModelStamp } from '../contract/models.js';
import { adviseOn, exporterOf } from './advice.js';
import { inspectModel, type Inspection } from './inspect-model.js';
import { readStamp } from './read-stamp.js';

/** The engine and the training must get the same answers, this near. */
const TOLERANCE = 1e-5;

/** What was found in a file that is to become a version. */
export type UploadInspection = Inspection & { readonly stamp?: ModelStamp };

/** Looks at a model as `inspectModel`, and whether it is what its own manifest says. */
export async function inspectUpload(bytes: Uint8Array): Promise<UploadInspection> {
  let stamp: ModelStamp | undefined;
  const inspection = await inspectModel(bytes, (facts) => {
    const read = readStamp(facts);
    if ('code' in read) return read;
    stamp = read;
    const sample = (read.parity?.rows ?? []).map((row) => row.map((cell) => cell ?? NaN));
    return { sample, width: read.columns.length, output: read.output };
  });
  if (inspection.verdict === 'refused' || !stamp) return inspection;
  return { ...checkParity(inspection, stamp), stamp };
}

function checkParity(inspection: Inspection, { parity }: ModelStamp): Inspection {
  const { checks, facts } = inspection;
  if (!parity) {
    const message = 'no rows with answers came along: whether they are those of the training is not known';
    return { ...inspection, checks: [...checks, { name: 'parity', verdict: 'noted', message }] };
  }
  const scores = inspection.probe!.scores!;
  const differences = parity.expected.map((expected, row) => Math.abs(expected - scores[row]!));
  const worst = differences.reduce((most, one, row) => (one <= differences[most]! ? most : row), 0);
  const wrong = differences.filter((difference) => !(difference <= TOLERANCE)).length;
  if (wrong === 0) {
    const message = `${scores.length} rows get the answers of the training, within ${differences[worst]!.toExponential(1)}`;
    return { ...inspection, checks: [...checks, { name: 'parity', verdict: 'passed', message }] };
  }
  const message = `${wrong} of ${scores.length} rows get another answer than in training: row ${worst + 1} gets ${scores[worst]}, and was to get ${parity.expected[worst]}`;
  return {
    ...inspection,
    verdict: 'refused',
    code: 'PARITY',
    message,
    advice: adviseOn('PARITY', exporterOf(facts?.producer ?? '')),
    checks: [...checks, { name: 'parity', verdict: 'refused', message }],
    bytes: undefined,
  };
}
