/** What the probe is given. */
export interface ProbeTask {
  readonly bytes: Uint8Array;
  /** Real rows, each as wide as the model wants it; none: rows are made up. */
  readonly sample: readonly (readonly number[])[];
  /** How many columns, where it is known; else the file has to say it. */
  readonly width?: number;
  /** Which output is the probability; left out: it is found. */
  readonly output?: string;
}

export interface ProbedValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** Why a model cannot serve, though it may be a good one. */
export type ProbeCode =
  | 'NOT_LOADABLE'
  | 'INPUT_COUNT'
  | 'INPUT_TYPE'
  | 'INPUT_SHAPE'
  | 'SAMPLE_NEEDED'
  | 'SAMPLE_WIDTH'
  | 'RUN_FAILED'
  | 'FIXED_BATCH'
  | 'OUTPUT_NOT_FOUND'
  | 'OUTPUT_CHOICE'
  | 'OUTPUT_CLASSES'
  | 'NOT_A_PROBABILITY'
  | 'NOT_FINITE'
  | 'NOT_DETERMINISTIC'
  | 'TOO_SLOW'
  | 'PROBE_TIME'
  | 'PROBE_ENDED';

export interface ProbeFault {
  readonly code: ProbeCode;
  readonly message: string;
}

/** What came of it, as far as it got. */
export interface ProbeReport {
  readonly inputs: readonly ProbedValue[];
  readonly outputs: readonly ProbedValue[];
  readonly fault?: ProbeFault;
  /** The output that is the probability, and which of its columns. */
  readonly probability?: { readonly output: string; readonly column: number };
  /** Of each row of the sample. */
  readonly scores?: readonly number[];
  /** A model that takes so many rows at once and no others is asked so many times. */
  readonly batch?: number;
  /** Whether rows with missing values get a score. */
  readonly takesMissing?: boolean;
  /** µs for 64 rows: the middle one, and the slowest but one of a hundred. */
  readonly p50Us64?: number;
  readonly p99Us64?: number;
}
