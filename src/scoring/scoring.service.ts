import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { PropensityPriors } from '../core/arbitration/value.js';
import { compileEncoder, type Encoder } from '../core/features/encoder.js';
import type { Scores } from '../core/types/decision.js';
import type { Settings } from '../platform/config/settings.js';
import type { Logger } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Timing } from '../platform/metrics/timing.js';
import { LOG, SETTINGS } from '../platform/tokens.js';
import { readModelFiles } from './manifest.js';
import { loadModel, type Model } from './onnx-model.js';
import { timedModel } from './timed-model.js';
import { loadModelInWorker } from './worker-model.js';

const NAME = 'propensity';
const VERSION = '1';
const WARM_RUNS = 60;
const WARM_ROWS = 64;
/** A run that takes longer than this goes to a thread of its own, so that the event loop keeps its beat. */
const INLINE_UP_TO_US = 1_000;
/** An answer later than this is worth less than an answer without the model. */
const DEADLINE_MS = 25;

/** What scored a decision: the model with its encoder and what it has learnt. */
export interface Scorer {
  readonly version: string;
  readonly encoder: Encoder;
  readonly priors: PropensityPriors;
  score(matrix: Float32Array, rows: number): Promise<Scores>;
}

/** The model that decides: loaded and warmed before the engine is ready. */
@Injectable()
export class ScoringService implements OnApplicationShutdown {
  #scorer?: Scorer;
  #model?: Model;
  readonly #runs: Timing;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.#runs = metrics.timing('proxima_model_run_seconds', 'Time of one run of the model');
  }

  get scorer(): Scorer {
    if (!this.#scorer) throw new Error('The model is used before it was loaded');
    return this.#scorer;
  }

  get isReady(): boolean {
    return this.#scorer !== undefined;
  }

  /** @throws ModelFault when the file is not what its manifest says; UnknownColumnError when no feature serves a column. */
  async start(): Promise<void> {
    const files = readModelFiles(join(this.settings.PROXIMA_MODELS_DIR, NAME, VERSION));
    const encoder = compileEncoder(files.manifest.columns);
    let model = await loadModel(files);
    const runUs = await warm(model);
    const inline = runUs <= INLINE_UP_TO_US;
    if (!inline) {
      await model.release();
      model = await loadModelInWorker(files);
      await warm(model);
    }
    this.#model = model;
    const timed = timedModel(model, this.#runs);
    const { name, version, modelSha256, categories, basePrior } = files.manifest;
    const fullVersion = `${name}/${version}@${modelSha256.slice(0, 12)}`;
    this.#scorer = {
      version: fullVersion,
      encoder,
      priors: { knownCategories: new Set(categories), basePrior },
      score: (matrix, rows) => scoreInTime(timed, matrix, rows, fullVersion),
    };
    this.log.info(
      { model: fullVersion, columns: encoder.columns.length, runUs64: Math.round(runUs), inline },
      'model ready',
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#model?.release();
  }
}

/** Scores within the deadline, or says why not; the caller then uses the starting propensities and marks it. */
export async function scoreInTime(
  model: Model,
  matrix: Float32Array,
  rows: number,
  modelVersion: string,
  deadlineMs = DEADLINE_MS,
): Promise<Scores> {
  const fallback = (fault: string): Scores => ({
    propensities: new Float32Array(0),
    source: 'fallback',
    modelVersion,
    fault,
  });
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Scores>((resolve) => {
    timer = setTimeout(() => resolve(fallback('DEADLINE')), deadlineMs);
  });
  const scores = model.run(matrix, rows).then(
    (propensities): Scores => ({ propensities, source: 'model', modelVersion }),
    () => fallback('RUN_FAILED'),
  );
  try {
    return await Promise.race([scores, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * µs of a run over 64 rows, after the first runs have filled caches: the lower quartile, for what else the machine does at
 * this moment says nothing about the model. Half of the values are missing, as in life.
 */
async function warm(model: Model): Promise<number> {
  const width = model.manifest.columns.length;
  const matrix = Float32Array.from({ length: WARM_ROWS * width }, (_, i) => (i % 2 === 0 ? NaN : (i % 7) / 7));
  const timesUs: number[] = [];
  for (let run = 0; run < WARM_RUNS; run += 1) {
    const start = process.hrtime.bigint();
    await model.run(matrix, WARM_ROWS);
    timesUs.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return timesUs.slice(WARM_RUNS / 3).sort((a, b) => a - b)[Math.floor(WARM_RUNS / 6)]!;
}
