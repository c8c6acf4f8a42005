import { Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { ModelDrift } from '../contract/model-evidence.js';
import { MODEL_NAME } from '../contract/models.js';
import { spreadOf, stabilityIndex } from '../core/rollout/drift.js';
import type { TenantId } from '../core/types/ids.js';
import { LoggedDecisions } from '../engine/logged-decisions.js';
import { RemakeService } from '../engine/remake.service.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { LIFETIMES } from '../state/keys.js';
import { RegistryRepository } from './registry.repository.js';

/** Population stability index: from here on it is told. */
const NOTED = 0.1;
const MUCH = 0.25;
/** Of rows; each decision has several. */
const FEWEST = 100;
const MOST_ROWS = 50_000;

/** Holds what a version is served against what it was trained with. */
@Injectable()
export class DriftService {
  constructor(
    private readonly log: LoggedDecisions,
    private readonly remakes: RemakeService,
    private readonly scoring: ScoringService,
    private readonly registry: RegistryRepository,
  ) {}

  /** @throws Refused NOT_FOUND, also where no reference came with the version; CONFLICT where the log is too short. */
  async measure(tenant: TenantId, version: string, limit: number): Promise<ModelDrift> {
    const scorer = await this.scoring.versionOf(tenant, version);
    const stored = await this.registry.version(tenant, MODEL_NAME, version);
    if (!scorer || !stored?.reference)
      throw new Refused('NOT_FOUND', `No reference came with version ${version}: it is part of the manifest`);
    const { columns } = scorer.encoder;
    const values = columns.map((): number[] => []);
    const now = Date.now();
    for await (const decision of this.log.read(tenant, now - LIFETIMES.decisionMs, now, limit)) {
      const prepared = await this.remakes.prepare(decision, scorer);
      if (typeof prepared === 'string' || values[0]!.length >= MOST_ROWS) continue;
      prepared.matrix.forEach((value, cell) => values[cell % columns.length]!.push(value));
    }
    const rows = values[0]!.length;
    if (rows < FEWEST) throw new Refused('CONFLICT', `The log has ${rows} rows for it; ${FEWEST} are the fewest`);
    const found = columns.flatMap((column, i) => {
      const reference = Object.hasOwn(stored.reference!, column) ? stored.reference![column] : undefined;
      if (!reference) return [];
      const spread = spreadOf(values[i]!, reference.edges);
      const psi = stabilityIndex(reference, spread);
      return [{ column, psi, verdict: verdictOn(psi), missing: spread.missing, missingInTraining: reference.missing }];
    });
    return { version, rows, columns: found.sort((a, b) => b.psi - a.psi) };
  }
}

function verdictOn(psi: number): 'steady' | 'moved' | 'drifted' {
  if (psi < NOTED) return 'steady';
  return psi < MUCH ? 'moved' : 'drifted';
}
