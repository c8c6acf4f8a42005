import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { EXTRACTORS } from '../core/features/registry.js';
import type { TenantId } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import { LOG } from '../platform/tokens.js';
import { DriftService } from './drift.service.js';
import { RegistryRepository } from './registry.repository.js';
import { ReleaseService } from './release.service.js';

const LOOK_EVERY_MS = 10 * 60_000;
/** Some seconds of quiet work. */
const DECISIONS = 1_000;

/** Looks from time to time whether champions are served what they were trained with, and says so where they are not. */
@Injectable()
export class DriftWatch implements OnApplicationShutdown {
  readonly #levels: Record<string, Tally>;
  #looking?: NodeJS.Timeout;
  #isClosed = false;

  constructor(
    private readonly drifts: DriftService,
    private readonly registry: RegistryRepository,
    private readonly releases: ReleaseService,
    @Inject(LOG) private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.#levels = metrics.levels(
      'proxima_model_drift_psi',
      'Population stability index of a feature against the reference of the champion: from 0.25 on it has drifted',
      ['feature', [...EXTRACTORS.keys()]],
    );
  }

  start(): void {
    if (this.#isClosed) return;
    this.#looking = setTimeout(() => void this.look().then(() => this.start()), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  onApplicationShutdown(): void {
    this.#isClosed = true;
    clearTimeout(this.#looking);
  }

  /** Of several tenants the one that has drifted most is told. */
  async look(): Promise<void> {
    const most = new Map<string, number>();
    for (const tenant of await this.registry.tenants().catch(() => [])) {
      for (const [feature, psi] of await this.measure(tenant)) most.set(feature, Math.max(psi, most.get(feature) ?? 0));
    }
    for (const [feature, level] of Object.entries(this.#levels)) level.value = most.get(feature) ?? 0;
  }

  private async measure(tenant: TenantId): Promise<ReadonlyMap<string, number>> {
    const byFeature = new Map<string, number>();
    try {
      const { champion } = await this.releases.current(tenant);
      const { columns } = await this.drifts.measure(tenant, champion, DECISIONS);
      for (const { column, psi } of columns) {
        const [feature = ''] = column.split('=', 1);
        byFeature.set(feature, Math.max(psi, byFeature.get(feature) ?? 0));
      }
      const drifted = columns.filter(({ verdict }) => verdict === 'drifted').map(({ column }) => column);
      if (drifted.length > 0) this.log.warn({ tenant, champion, drifted }, 'features have drifted since the training');
    } catch (error) {
      // Without a reference, or with too short a log, there is nothing to measure.
      if (!(error instanceof Refused)) this.log.error({ tenant, err: error }, 'drift could not be measured');
    }
    return byFeature;
  }
}
