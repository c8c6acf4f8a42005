import type { PropensityPriors } from '../core/arbitration/value.js';
import { compileEncoder, type Encoder } from '../core/features/encoder.js';
import type { Scores } from '../core/types/decision.js';
import type { Logger } from '../platform/log.js';
import type { Timing } from '../platform/metrics/timing.js';
import { calibrate } from './calibrate.js';
import { loadWarm } from './load-warm.js';
import { fullVersionOf, type Manifest, type ModelFiles } from './manifest.js';
import type { Model } from './onnx-model.js';
import { timedModel } from './timed-model.js';

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

/** What a version needs beside its own files. */
export interface ScorerParts {
  readonly log: Logger;
  readonly runs: Timing;
  /** Gives the files, each time anew. @throws ModelFault or what reading them throws. */
  readonly files: () => ModelFiles | Promise<ModelFiles>;
  /** In a thread of its own, however short its runs are: it is not to take time from others. */
  readonly apart?: boolean;
}

/**
 * One version of a model. While it cannot be used (its file is missing, its runs fail) decisions are scored by the
 * starting propensities and marked so, and it is loaded again every few seconds.
 */
export class ModelScorer implements Scorer {
  readonly version: string;
  readonly encoder: Encoder;
  readonly priors: PropensityPriors;
  #model?: Model;
  #runUs?: number;
  #faultsInARow = 0;
  #mending?: NodeJS.Timeout;
  #isClosed = false;

  /** @throws UnknownColumnError when no feature serves a column. */
  constructor(
    readonly manifest: Manifest,
    private readonly parts: ScorerParts,
  ) {
    this.version = fullVersionOf(manifest);
    this.encoder = compileEncoder(manifest.columns);
    this.priors = { knownCategories: new Set(manifest.categories), basePrior: manifest.basePrior };
  }

  /** Whether there is a model to score with. */
  get isReady(): boolean {
    return this.#model !== undefined;
  }

  /** µs of a run over 64 rows when it was loaded. */
  get runUs(): number | undefined {
    return this.#runUs;
  }

  /** Whether its last runs have all failed or come too late. */
  get isFailing(): boolean {
    return this.#faultsInARow >= FAILING_AFTER;
  }

  /** Loads the model; what cannot be loaded is told and tried again later. */
  async start(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      const { version } = this;
      this.parts.log.error(
        { model: version, reason: (error as Error).message },
        'the model cannot be loaded; fallback scores until it can',
      );
      this.mendLater();
    }
  }

  /** @throws what is wrong with the file. */
  async load(): Promise<void> {
    const { log, runs, files, apart } = this.parts;
    const { model, runUs, inline } = await loadWarm(await files(), apart ?? false);
    const broken = this.#model;
    this.#model = timedModel(model, runs);
    this.#runUs = runUs;
    await broken?.release().catch(() => undefined);
    // What was loaded while the engine closed has nobody else to release it.
    if (this.#isClosed) await model.release();
    const columns = this.manifest.columns.length;
    log.info({ model: this.version, columns, runUs64: Math.round(runUs), inline }, 'model ready');
  }

  async score(matrix: Float32Array, rows: number): Promise<Scores> {
    const { version } = this;
    if (!this.#model) return fallbackFor(version, 'NOT_LOADED');
    const scores = await scoreInTime(this.#model, matrix, rows, version);
    if (scores.source === 'model') {
      this.#faultsInARow = 0;
      if (this.manifest.calibration) calibrate(scores.propensities, this.manifest.calibration);
      return scores;
    }
    this.#faultsInARow += 1;
    if (this.#faultsInARow === FAILING_AFTER)
      this.parts.log.error({ model: version, fault: scores.fault }, 'the model fails; fallback scores');
    // A late answer has its cause outside the model, most of the time: another load would only add to it.
    if (this.isFailing && scores.fault === 'RUN_FAILED') this.mendLater();
    return scores;
  }

  async release(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#mending);
    await this.#model?.release();
  }

  private mendLater(): void {
    if (this.#isClosed || this.#mending) return;
    this.#mending = setTimeout(() => {
      this.#mending = undefined;
      void this.start();
    }, MEND_EVERY_MS);
    this.#mending.unref();
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
  const startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Scores>((resolve) => {
    timer = setTimeout(() => resolve(fallbackFor(modelVersion, 'DEADLINE')), deadlineMs);
  });
  const scores = model.run(matrix, rows).then(
    (propensities): Scores => {
      return { propensities, source: 'model', modelVersion, tookMs: performance.now() - startedMs };
    },
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
