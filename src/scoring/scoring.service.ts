import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MODEL_NAME } from '../contract/models.js';
import { UnknownColumnError } from '../core/features/encoder.js';
import { bucketOf } from '../core/rollout/bucket.js';
import { holds, type Band } from '../core/rollout/bands.js';
import { championShare, shareOf, type Release } from '../core/rollout/release.js';
import type { Settings } from '../platform/config/settings.js';
import type { Logger } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Timing } from '../platform/metrics/timing.js';
import { LOG, SETTINGS } from '../platform/tokens.js';
import { LoadedVersions } from './loaded-versions.js';
import { ModelFault, readManifest, readModelOf, type Manifest, type ModelFiles } from './manifest.js';
import { ModelSource } from './model-source.js';
import { ModelScorer, type Scorer, type ScorerParts } from './scorer.js';

const VERSION = '1';
/** Versions of the past that are kept loaded, for decisions that are made again. */
const MOST_PAST = 4;

/** Which version decides for a customer, and in which trials what comes of it counts. */
export interface Lane {
  readonly scorer: Scorer;
  readonly isChallenger: boolean;
  readonly trials: readonly Trial[];
}

/** A challenger beside the champion. */
export interface Trial {
  readonly trial: string;
  /** Of the customers of the two the challenger's part, 0 to 1. */
  readonly share: number;
  /** Epoch ms: since when the share stands. */
  readonly since: number;
}

/** A version that is only compared. */
export interface ShadowScorer {
  readonly alias: string;
  readonly trial: string;
  readonly scorer: Scorer;
}

/** Who decides for a tenant's customers. It never changes; another takes its place. */
interface Plan {
  readonly revision: number;
  readonly champion: Lane;
  readonly challengers: readonly (Lane & { readonly bands: readonly Band[] })[];
  readonly shadows: readonly ShadowScorer[];
}

/** The versions that decide: the shipped one, until a tenant's release says otherwise. */
@Injectable()
export class ScoringService implements OnApplicationShutdown {
  #shipped?: ModelScorer;
  #shippedPlan?: Plan;
  readonly #plans = new Map<string, Plan>();
  /** Shadows have threads of their own. */
  readonly #inForce = new LoadedVersions();
  readonly #past = new LoadedVersions();
  readonly #runs: Timing;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
    metrics: Metrics,
    private readonly source: ModelSource,
  ) {
    this.#runs = metrics.timing('proxima_model_run_seconds', 'Time of one run of the model');
  }

  /** The version that every tenant begins with. */
  get shipped(): ModelScorer {
    if (!this.#shipped) throw new Error('The model is used before its manifest was read');
    return this.#shipped;
  }

  /** Whether all champions have a model to score with. */
  get isReady(): boolean {
    return this.champions().every(({ isReady }) => isReady);
  }

  /** Whether the last runs of a champion have all failed or come too late. */
  get isFailing(): boolean {
    return this.champions().some(({ isFailing }) => isFailing);
  }

  /**
   * A model file that cannot be used is told and tried again; without a manifest nobody knows what to score.
   * @throws ModelFault when the manifest is missing or wrong; UnknownColumnError when no feature serves a column.
   */
  async start(): Promise<void> {
    const directory = join(this.settings.PROXIMA_MODELS_DIR, MODEL_NAME, VERSION);
    const manifest = readManifest(directory);
    const { log } = this;
    this.#shipped = new ModelScorer(manifest, { log, runs: this.#runs, files: () => readModelOf(manifest, directory) });
    this.#shippedPlan = { revision: 0, champion: laneOf(this.#shipped), challengers: [], shadows: [] };
    await this.#shipped.start();
  }

  /** The champion of a tenant. */
  champion(tenant: string): Scorer {
    return this.planOf(tenant).champion.scorer;
  }

  /** Who decides for a customer. */
  laneOf(tenant: string, customer: string): Lane {
    const { champion, challengers } = this.planOf(tenant);
    if (challengers.length === 0) return champion;
    const bucket = bucketOf(customer);
    for (const challenger of challengers) if (holds(challenger.bands, bucket)) return challenger;
    return champion;
  }

  shadows(tenant: string): readonly ShadowScorer[] {
    return this.planOf(tenant).shadows;
  }

  /** The revision of the release that is followed. */
  revision(tenant: string): number {
    return this.planOf(tenant).revision;
  }

  /** The version of a decision of the past, by its full name; nothing when it is gone. */
  async scorerOf(tenant: string, fullVersion: string): Promise<Scorer | undefined> {
    const known = [this.shipped, ...this.#inForce.ofTenant(tenant), ...this.#past.ofTenant(tenant)].find(
      ({ version }) => version === fullVersion,
    );
    if (known) return known;
    const [, number] = /^[^/]+\/([^@]+)@/.exec(fullVersion) ?? [];
    const scorer = number === undefined ? undefined : await this.pastScorer(tenant, number).catch(ignoreBroken);
    return scorer?.version === fullVersion ? scorer : undefined;
  }

  /** Any version by its number: to be asked, not to decide. @returns nothing when there is none. @throws what is wrong with it. */
  async versionOf(tenant: string, version: string): Promise<Scorer | undefined> {
    if (version === this.shipped.manifest.version) return this.shipped;
    // What is loaded here may have been removed since.
    if (!(await this.source.has(tenant, version))) return undefined;
    return this.#inForce.get(tenant, version) ?? (await this.pastScorer(tenant, version));
  }

  /**
   * Makes ready what a release names, and then lets it decide: from one decision to the next, and none by two. A challenger
   * that cannot be loaded leaves its customers to the champion, uncounted; a shadow is not asked.
   * @returns what is wrong with these, in words.
   * @throws what is wrong with the champion; what decided before goes on then.
   */
  async follow(tenant: string, release: Release): Promise<readonly string[]> {
    const champion = await this.ready(tenant, release.champion);
    const rest = championShare(release);
    // What one challenger gets, the champion has no more: then the shares of all are others.
    const since = Math.max(...release.challengers.map((challenger) => challenger.since));
    const faults: string[] = [];
    const readyIfSound = (alias: string, version: string, apart?: 'apart') =>
      this.ready(tenant, version, apart).catch((error: Error) => void faults.push(`${alias}: ${error.message}`));
    const challengers = await Promise.all(
      release.challengers.map(async (challenger) => {
        const { alias, version, bands, trial } = challenger;
        const own = shareOf(challenger);
        const trials = [{ trial, since, share: Number((own / (own + rest)).toFixed(6)) }];
        const scorer = await readyIfSound(alias, version);
        if (!scorer) return { scorer: champion, isChallenger: false, trials: [], bands };
        return { scorer, isChallenger: true, trials, bands };
      }),
    );
    const shadows = await Promise.all(
      release.shadows.map(async ({ alias, version, trial }): Promise<ShadowScorer[]> => {
        const scorer = await readyIfSound(alias, version, 'apart');
        return scorer ? [{ alias, trial, scorer }] : [];
      }),
    );
    const plan = {
      revision: release.revision,
      champion: laneOf(
        champion,
        challengers.flatMap(({ trials }) => trials),
      ),
      challengers,
      shadows: shadows.flat(),
    };
    this.#plans.set(tenant, plan);
    this.#inForce.keepUsed(
      tenant,
      [plan.champion, ...challengers, ...plan.shadows].map(({ scorer }) => scorer),
    );
    return faults;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#shipped?.release(), this.#inForce.release(), this.#past.release()]);
  }

  private planOf(tenant: string): Plan {
    return this.#plans.get(tenant) ?? this.#shippedPlan!;
  }

  private champions(): readonly ModelScorer[] {
    const scorers = [this.#shippedPlan, ...this.#plans.values()].map((plan) => plan?.champion.scorer);
    return scorers.filter((scorer) => scorer instanceof ModelScorer);
  }

  private async ready(tenant: string, version: string, apart?: 'apart'): Promise<ModelScorer> {
    if (!apart && version === this.shipped.manifest.version) return this.shipped;
    const name = apart ? `${version} apart` : version;
    const scorer = await this.#inForce.ready(tenant, name, () =>
      this.loadVersion(tenant, version, apart !== undefined),
    );
    if (!scorer) throw new ModelFault(`There is no version ${version}`);
    return scorer;
  }

  private async loadVersion(tenant: string, version: string, apart: boolean): Promise<ModelScorer | undefined> {
    const first = await this.filesOf(tenant, version);
    if (!first) return undefined;
    const files = async () => {
      const found = await this.filesOf(tenant, version);
      if (!found) throw new ModelFault(`The version ${version} is gone`);
      return found;
    };
    const scorer = scorerFor(first.manifest, { log: this.log, runs: this.#runs, files, apart });
    await scorer.load();
    return scorer;
  }

  /** @returns nothing when there is no such version. @throws ModelFault when its file is not what it was. */
  async filesOf(tenant: string, version: string): Promise<ModelFiles | undefined> {
    const { manifest } = this.shipped;
    if (version !== manifest.version) return this.source.files(tenant, version);
    const files = readModelOf(manifest, join(this.settings.PROXIMA_MODELS_DIR, MODEL_NAME, VERSION));
    return { ...files, runUs: this.shipped.runUs };
  }

  private async pastScorer(tenant: string, version: string): Promise<ModelScorer | undefined> {
    const scorer = await this.#past.ready(tenant, version, () => this.loadVersion(tenant, version, false));
    this.#past.keepNewest(MOST_PAST);
    return scorer;
  }
}

/** An engine that serves other features than the one that took a version in cannot ask it. @throws ModelFault. */
function scorerFor(manifest: Manifest, parts: ScorerParts): ModelScorer {
  try {
    return new ModelScorer(manifest, parts);
  } catch (error) {
    throw error instanceof UnknownColumnError ? new ModelFault(error.message) : error;
  }
}

function laneOf(scorer: Scorer, trials: readonly Trial[] = []): Lane {
  return { scorer, isChallenger: false, trials };
}

/** What is broken decides nothing again either. */
function ignoreBroken(error: Error): undefined {
  if (error instanceof ModelFault) return undefined;
  throw error;
}
