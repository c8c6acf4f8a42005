import type { InferenceSession } from 'onnxruntime-node';

/**
 * One thread and no spinning: the runtime shares its two cores with the event loop, Redis and the operating system, and
 * a spinning worker would take one of them away after every run.
 */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  // What fails is thrown; the runtime's own lines would say it once a run, past our log.
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};
