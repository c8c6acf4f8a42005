import { runProbe } from '../scoring/probe/run-probe.js';
import type { ProbedValue, ProbeReport, ProbeTask } from '../scoring/probe/probe-report.js';
import { adviseOn, exporterOf, type ModelCode } from './advice.js';
import { checkFile, FILE_LIMITS } from './onnx/check-file.js';
import { readModel, type Message } from './onnx/message.js';
import { factsOf, type ModelFacts } from './onnx/model-facts.js';
import { stripZipMap } from './onnx/strip-zip-map.js';
import { WireFault } from './onnx/wire.js';
import type { StampFault } from './read-stamp.js';

/** One thing that was looked at. */
export interface ModelCheck {
  readonly name: 'size' | 'format' | 'content' | 'stamp' | 'ending' | 'probe' | 'missing values' | 'parity';
  readonly verdict: 'passed' | 'mended' | 'noted' | 'refused';
  readonly message: string;
}

export interface Inspection {
  readonly verdict: 'accepted' | 'refused';
  readonly code?: ModelCode;
  readonly message?: string;
  /** How the model is mended, by the exporter that wrote it. */
  readonly advice?: string;
  readonly checks: readonly ModelCheck[];
  readonly facts?: ModelFacts;
  readonly inputs: readonly ProbedValue[];
  readonly outputs: readonly ProbedValue[];
  readonly probe?: ProbeReport;
  /** The model as it would serve: what came, or what was made of it. */
  readonly bytes?: Uint8Array;
}

/** What is to be tried with a model. */
export type ProbeOrder = Omit<ProbeTask, 'bytes'>;

/**
 * Looks at a file from the outside to the inside; what is refused is looked at no further, and no runtime sees it.
 * @param order may depend on what the file says of itself.
 */
export async function inspectModel(
  given: Uint8Array,
  order: ProbeOrder | ((facts: ModelFacts) => ProbeOrder | StampFault),
): Promise<Inspection> {
  const checks: ModelCheck[] = [];
  const refuse = (name: ModelCheck['name'], code: ModelCode, message: string, facts?: ModelFacts): Inspection => ({
    verdict: 'refused',
    code,
    message,
    advice: adviseOn(code, exporterOf(facts?.producer ?? '')),
    checks: [...checks, { name, verdict: 'refused', message }],
    facts,
    inputs: [],
    outputs: [],
  });
  const pass = (name: ModelCheck['name'], message: string, verdict: ModelCheck['verdict'] = 'passed') =>
    void checks.push({ name, verdict, message });

  if (given.length > FILE_LIMITS.bytes) return refuse('size', 'TOO_LARGE', `the file has ${given.length} bytes`);
  pass('size', `${given.length} bytes`);
  const model = read(given);
  if (model instanceof WireFault) return refuse('format', 'NOT_ONNX', model.message);
  const facts = factsOf(model);
  const [producer] = facts.producer.trim().split('\n', 1);
  pass('format', `written by ${producer || 'an unknown exporter'} ${facts.producerVersion}`.trim());
  const [fault] = checkFile(model, given);
  if (fault) return refuse('content', fault.code, fault.message, facts);
  pass(
    'content',
    Object.entries(facts.operators)
      .map(([name, count]) => `${name} x ${count}`)
      .join(', '),
  );
  const task = typeof order === 'function' ? order(facts) : order;
  if ('code' in task) return refuse('stamp', task.code, task.message, facts);
  const stripped = stripZipMap(given, model);
  if (stripped) pass('ending', 'its ZipMap was taken off: what went into it is the output', 'mended');
  const bytes = stripped ?? given;
  const probe = await runProbe({ ...task, bytes });
  const { inputs, outputs } = probe;
  if (probe.fault) return { ...refuse('probe', probe.fault.code, probe.fault.message, facts), inputs, outputs, probe };
  pass('probe', `64 rows in ${probe.p50Us64} µs, ${probe.p99Us64} at most but once in a hundred times`);
  if (probe.batch !== undefined)
    pass('probe', `it takes ${probe.batch} rows at once, and is asked so many times`, 'noted');
  if (!probe.takesMissing) pass('missing values', 'rows with missing features get no number', 'noted');
  return { verdict: 'accepted', checks, facts, inputs, outputs, probe, bytes };
}

function read(bytes: Uint8Array): Message | WireFault {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof WireFault) return error;
    throw error;
  }
}
