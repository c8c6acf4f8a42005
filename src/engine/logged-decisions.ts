import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import { DecisionRepository, type StoredDecision } from '../state/decision.repository.js';
import { DecisionArchive } from './archive.port.js';

/** After so much work decisions that somebody waits for have their turn. */
const WORK_MS = 3;
const REST_MS = 5;
const READ_TOGETHER = 50;

/** Decisions of the feedback window with all that came of them, at a pace that those which are made now do not feel. */
@Injectable()
export class LoggedDecisions {
  constructor(
    private readonly archive: DecisionArchive,
    private readonly decisions: DecisionRepository,
  ) {}

  /** The newest between two times (epoch ms), the oldest of them first; what has left the window is left out. */
  async *read(tenant: TenantId, from: number, to: number, most: number): AsyncGenerator<StoredDecision> {
    const ids = await this.archive.newest(tenant, from, to, most);
    let sinceMs = performance.now();
    for (let first = 0; first < ids.length; first += READ_TOGETHER) {
      const few = ids.slice(first, first + READ_TOGETHER);
      const read = await Promise.all(few.map(({ owner, id }) => this.decisions.loadOf(owner, id)));
      for (const stored of read) {
        if (stored) yield stored;
        if (performance.now() - sinceMs < WORK_MS) continue;
        await sleep(REST_MS);
        sinceMs = performance.now();
      }
    }
  }
}
