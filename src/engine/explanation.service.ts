import { Injectable } from '@nestjs/common';
import type { Explanation } from '../contract/explanation.js';
import { tellFunnel } from '../core/decision.js';
import type { DecisionId, TenantId } from '../core/types/ids.js';
import { DecisionArchive } from './archive.port.js';
import { RemakeService } from './remake.service.js';

/** Tells a decision, of the feedback window or from the segments: its record, and its funnel computed again from what it knew. */
@Injectable()
export class ExplanationService {
  constructor(
    private readonly archive: DecisionArchive,
    private readonly remakes: RemakeService,
  ) {}

  async explain(tenant: TenantId, id: DecisionId): Promise<Explanation | undefined> {
    const stored = await this.archive.find(tenant, id);
    if (!stored) return undefined;
    const { record, commit, feedback, owner } = stored;
    const remade = await this.remakes.remake(stored);
    const offers = commit.g.map(([slot, rank]) => {
      const { delivery, offers, fallback } = record.slots[slot]!;
      return { deliveryId: delivery as string, offerId: offers[rank]! as string, fallback: toldIf(rank === fallback) };
    });
    const refusal = [...new Set(commit.r.map(([, code]) => code))];
    const silence =
      offers.length > 0 ? undefined : (record.silence ?? (refusal.length === 1 ? refusal[0] : 'RACE_LOST'));
    return {
      decisionId: id,
      at: new Date(record.input.now).toISOString(),
      customer: owner.customer,
      touchpoint: record.input.touchpoint,
      outcome: { offers, silence },
      changedByCommit: commit.r.length > 0,
      versions: record.versions,
      scoreSource: record.scoreSource,
      missingShare: record.missingShare,
      reasons: record.reasons,
      snapshot: record.input,
      feedback: [...feedback],
      ...(typeof remade === 'string'
        ? { funnelMissing: remade }
        : { funnel: tellFunnel(remade.decision, remade.outcome) }),
    };
  }
}

function toldIf(isSo: boolean): true | undefined {
  return isSo || undefined;
}
