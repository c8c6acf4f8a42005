import { Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { CalibrationRequest, ModelCalibration } from '../contract/model-evidence.js';
import { MODEL_NAME } from '../contract/models.js';
import { bucketOf } from '../core/rollout/bucket.js';
import { fitIsotonic, fitPlatt, reliabilityOf, type Outcome } from '../core/rollout/fit-calibration.js';
import type { TenantId } from '../core/types/ids.js';
import { LoggedDecisions } from '../engine/logged-decisions.js';
import { RemakeService } from '../engine/remake.service.js';
import { calibrated } from '../scoring/calibrate.js';
import { ScoringService } from '../scoring/scoring.service.js';
import type { Scorer } from '../scoring/scorer.js';
import { LIFETIMES } from '../state/keys.js';
import { checkRoom } from './check-room.js';
import { isRewarded } from './log-columns.js';
import { RegistryRepository, type StoredVersion } from './registry.repository.js';

/** Of outcomes, and of those the ones that went well: fewer would correct by chance. */
const FEWEST = 200;
const FEWEST_REWARDS = 20;
/** An answer that may still come is none yet. */
const WAIT_MS = 60 * 60_000;

/** Makes versions whose scores are corrected by what came of them. */
@Injectable()
export class CalibrationService {
  constructor(
    private readonly log: LoggedDecisions,
    private readonly remakes: RemakeService,
    private readonly scoring: ScoringService,
    private readonly registry: RegistryRepository,
  ) {}

  /**
   * A new version: the same model with a correction, fitted on half of the customers and judged on the other half.
   * @throws Refused NOT_FOUND; CONFLICT where the log is too short, or the version is corrected already; SPACE_FULL.
   */
  async calibrate(
    tenant: TenantId,
    version: string,
    by: string,
    request: CalibrationRequest,
  ): Promise<ModelCalibration> {
    const scorer = await this.scoring.versionOf(tenant, version);
    const files = await this.scoring.filesOf(tenant, version);
    if (!scorer || !files) throw new Refused('NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}`);
    if (files.manifest.calibration)
      throw new Refused('CONFLICT', `Version ${version} is corrected already: calibrate the one that it was made from`);
    // Its file is kept already.
    checkRoom(await this.registry.versions(tenant, MODEL_NAME), 0);
    const { fitted, judged } = await this.outcomes(tenant, scorer, request);
    const calibration =
      request.kind === 'platt'
        ? { kind: 'platt' as const, ...fitPlatt(fitted) }
        : { kind: 'isotonic' as const, ...copyOf(fitIsotonic(fitted)) };
    const before = reliabilityOf(judged);
    const after = reliabilityOf(judged.map(({ score, reward }) => ({ score: calibrated(score, calibration), reward })));
    const { version: shipped } = this.scoring.shipped.manifest;
    const number = String(await this.registry.nextNumber(tenant, MODEL_NAME, Number(shipped) + 1));
    const at = new Date().toISOString();
    const known = await this.registry.version(tenant, MODEL_NAME, version);
    if (!known && version !== shipped)
      throw new Refused('NOT_FOUND', `Version ${version} was removed while it was calibrated`);
    const stored: StoredVersion = {
      ...(known ?? {
        checks: [],
        uploadSha256: '',
        bytes: files.bytes.length,
        p50Us64: files.runUs && Math.round(files.runUs),
      }),
      manifest: { ...files.manifest, version: number, calibration },
      // No file that comes in is this version.
      uploadSha256: '',
      by,
      at,
      calibrationOf: version,
    };
    await this.registry.keep(tenant, MODEL_NAME, stored, files.bytes, {
      action: 'calibrate',
      version: number,
      previous: version,
      by,
      at,
    });
    return {
      version: number,
      calibrationOf: version,
      calibration,
      outcomes: fitted.length + judged.length,
      before,
      after,
    };
  }

  private async outcomes(tenant: TenantId, scorer: Scorer, { reward, limit, waitMinutes }: CalibrationRequest) {
    const now = Date.now();
    const until = now - (waitMinutes === undefined ? WAIT_MS : waitMinutes * 60_000);
    const [fitted, judged]: [Outcome[], Outcome[]] = [[], []];
    for await (const stored of this.log.read(tenant, now - LIFETIMES.decisionMs, until, limit)) {
      if (stored.commit.g.length === 0) continue;
      const decision = await this.remakes.decideWith(stored, scorer);
      if (typeof decision === 'string') continue;
      for (const [slot, rank] of stored.commit.g) {
        const { delivery, offers } = stored.record.slots[slot]!;
        const scored = decision.scored.find(({ candidate }) => candidate.offer.id === offers[rank]);
        if (scored?.propensitySource !== 'model') continue;
        const outcome = { score: scored.basePropensity, reward: isRewarded(stored, delivery, reward) ? 1 : 0 };
        (bucketOf(stored.owner.customer) % 2 === 0 ? fitted : judged).push(outcome);
      }
    }
    for (const half of [fitted, judged]) checkEnough(half);
    return { fitted, judged };
  }
}

function checkEnough(outcomes: readonly Outcome[]): void {
  const rewards = outcomes.reduce((sum, { reward }) => sum + reward, 0);
  if (outcomes.length >= FEWEST && rewards >= FEWEST_REWARDS) return;
  throw new Refused(
    'CONFLICT',
    `Half of the log has ${outcomes.length} outcomes, ${rewards} of them rewards; ${FEWEST} and ${FEWEST_REWARDS} are the fewest; answers to younger decisions are still waited for (waitMinutes; --wait-minutes of the command)`,
  );
}

function copyOf({ scores, rates }: { scores: readonly number[]; rates: readonly number[] }) {
  return { scores: [...scores], rates: [...rates] };
}
