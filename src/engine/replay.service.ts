import { Injectable } from '@nestjs/common';
import type { Difference, Replay } from '../contract/replay.js';
import { toRecord, type DecisionRecord } from '../core/record/decision-record.js';
import type { DecisionId, TenantId } from '../core/types/ids.js';
import type { StoredDecision } from '../state/decision.repository.js';
import { DecisionArchive } from './archive.port.js';
import { RemakeService } from './remake.service.js';

/** What a decision comes to. Its input and versions are where a replay starts from, so they cannot differ. */
const OUTCOME_FIELDS = [
  'scoreSource',
  'missingShare',
  'learned',
  'digest',
  'silence',
  'reasons',
  'slots',
] as const satisfies readonly (keyof DecisionRecord)[];

/** Makes recorded decisions again from snapshot and named versions, and says what differs. Changes nothing. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly archive: DecisionArchive,
    private readonly remakes: RemakeService,
  ) {}

  /** @returns nothing when there is no such decision. */
  async replay(tenant: TenantId, id: DecisionId): Promise<Replay | undefined> {
    const stored = await this.archive.find(tenant, id);
    return stored && this.replayStored(stored);
  }

  async replayStored(stored: StoredDecision): Promise<Replay> {
    const { decisionId } = stored.record.input;
    const remade = await this.remakes.decideAgain(stored);
    if (typeof remade === 'string') return { decisionId, equal: false, differences: [], impossible: remade };
    // As the state gives records back: without what is undefined.
    const replayed = JSON.parse(JSON.stringify(toRecord(remade, stored.record.versions))) as DecisionRecord;
    const differences = OUTCOME_FIELDS.flatMap((path) => compare(path, stored.record[path], replayed[path]));
    return { decisionId, equal: differences.length === 0, differences };
  }
}

/** Down to the field that differs. */
function compare(path: string, recorded: unknown, replayed: unknown): Difference[] {
  if (Object.is(recorded, replayed)) return [];
  if (!isComposite(recorded) || !isComposite(replayed)) return [{ path, recorded, replayed }];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
  return [...keys].flatMap((key) => compare(`${path}.${key}`, recorded[key], replayed[key]));
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
