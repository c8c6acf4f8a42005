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
import { readManifest, readModelOf, type Manifest, type ModelFiles } from './manifest.js';
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
/** So many runs in a row without a score, and readiness tells it. */
const FAILING_AFTER = 20;
const MEND_EVERY_MS = 2_000;

/** What scored a decision: the model with its encoder and what it has learnt. */
export interface Scorer {
  readonly version: string;
  readonly encoder: Encoder;
  readonly priors: PropensityPriors;
  score(matrix: Float32Array, rows: number): Promise<Scores>;
}

/**
 * The model that decides. While it cannot be used (its file is missing, its runs fail) decisions are scored by the
 * starting propensities and marked so, and it is loaded again every few seconds.
 */
@Injectable()
export class ScoringService implements OnApplicationShutdown {
  #scorer?: Scorer;
  #model?: Model;
  readonly #runs: Timing;
  #faultsInARow = 0;
  #mending?: NodeJS.Timeout;
  #isClosed = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.#runs = metrics.timing('proxima_model_run_seconds', 'Time of one run of the model');
  }

  get scorer(): Scorer {
    if (!this.#scorer) throw new Error('The model is used before its manifest was read');
    return this.#scorer;
  }

  /** Whether there is a model to score with. */
  get isReady(): boolean {
    return this.#model !== undefined;
  }

  /** Whether its last runs have all failed or come too late. */
  get isFailing(): boolean {
    return this.#faultsInARow >= FAILING_AFTER;
  }

  /**
   * A model file that cannot be used is told and tried again; without a manifest nobody knows what to score.
   * @throws ModelFault when the manifest is missing or wrong; UnknownColumnError when no feature serves a column.
   */
  async start(): Promise<void> {
    const directory = join(this.settings.PROXIMA_MODELS_DIR, NAME, VERSION);
    const manifest = readManifest(directory);
    const { name, version, modelSha256, categories, basePrior } = manifest;
    const fullVersion = `${name}/${version}@${modelSha256.slice(0, 12)}`;
    this.#scorer = {
      version: fullVersion,
      encoder: compileEncoder(manifest.columns),
      priors: { knownCategories: new Set(categories), basePrior },
      score: (matrix, rows) => this.score(matrix, rows, () => this.load(manifest, directory)),
    };
    await this.load(manifest, directory);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#mending);
    await this.#model?.release();
  }

  private async score(matrix: Float32Array, rows: number, reload: () => Promise<void>): Promise<Scores> {
    const { version } = this.scorer;
    if (!this.#model) return fallbackFor(version, 'NOT_LOADED');
    const scores = await scoreInTime(this.#model, matrix, rows, version);
    if (scores.source === 'model') {
      this.#faultsInARow = 0;
      return scores;
    }
    this.#faultsInARow += 1;
    if (this.#faultsInARow === FAILING_AFTER)
      this.log.error({ fault: scores.fault }, 'the model fails; fallback scores');
    // A late answer has its cause outside the model, most of the time: another load would only add to it.
    if (this.isFailing && scores.fault === 'RUN_FAILED') this.mendLater(reload);
    return scores;
  }

  private async load(manifest: Manifest, directory: string): Promise<void> {
    try {
      const { model, runUs, inline } = await loadWarm(readModelOf(manifest, directory));
      const broken = this.#model;
      this.#model = timedModel(model, this.#runs);
      await broken?.release().catch(() => undefined);
      // What was loaded while the engine closed has nobody else to release it.
      if (this.#isClosed) await model.release();
      const columns = manifest.columns.length;
      this.log.info({ model: this.scorer.version, columns, runUs64: Math.round(runUs), inline }, 'model ready');
    } catch (error) {
      this.log.error({ reason: (error as Error).message }, 'the model cannot be loaded; fallback scores until it can');
      this.mendLater(() => this.load(manifest, directory));
    }
  }

  private mendLater(reload: () => Promise<void>): void {
    if (this.#isClosed || this.#mending) return;
    this.#mending = setTimeout(() => {
      this.#mending = undefined;
      void reload();
    }, MEND_EVERY_MS);
    this.#mending.unref();
  }
}

/** In this thread if its runs are short, else in one of its own. */
async function loadWarm(files: ModelFiles): Promise<{ model: Model; runUs: number; inline: boolean }> {
  const model = await loadModel(files);
  const runUs = await warm(model);
  if (runUs <= INLINE_UP_TO_US) return { model, runUs, inline: true };
  await model.release();
  const threaded = await loadModelInWorker(files);
  await warm(threaded);
  return { model: threaded, runUs, inline: false };
}

/** Scores within the deadline, or says why not; the caller then uses the starting propensities and marks it. */
export async function scoreInTime(
  model: Model,
  matrix: Float32Array,
  rows: number,
  modelVersion: string,
  deadlineMs = DEADLINE_MS,
): Promise<Scores> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Scores>((resolve) => {
    timer = setTimeout(() => resolve(fallbackFor(modelVersion, 'DEADLINE')), deadlineMs);
  });
  const scores = model.run(matrix, rows).then(
    (propensities): Scores => ({ propensities, source: 'model', modelVersion }),
    () => fallbackFor(modelVersion, 'RUN_FAILED'),
  );
  try {
    return await Promise.race([scores, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function fallbackFor(modelVersion: string, fault: string): Scores {
  return { propensities: new Float32Array(0), source: 'fallback', modelVersion, fault };
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
