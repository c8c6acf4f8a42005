import { Inject, Injectable } from '@nestjs/common';
import { finishDecision, prepareDecision, tellFunnel } from '../core/decision.js';
import { concludeDecision } from '../core/outcome/conclude.js';
import { unpackInput, type DecisionRecord, type Versions } from '../core/record/decision-record.js';
import type { FunnelLine, Scores } from '../core/types/decision.js';
import type { DecisionId, TenantId } from '../core/types/ids.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS } from '../platform/tokens.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { DecisionRepository, type StoredDecision } from '../state/decision.repository.js';
import { CatalogPort } from './catalog.port.js';
import { scoreIfAny } from './engine.service.js';

export interface Explanation {
  readonly decisionId: DecisionId;
  readonly at: string;
  readonly customer: string;
  readonly touchpoint: string;
  readonly outcome: { readonly offers: readonly { deliveryId: string; offerId: string }[]; readonly silence?: string };
  readonly changedByCommit: boolean;
  readonly versions: Versions;
  readonly scoreSource: string;
  readonly missingShare: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly snapshot: DecisionRecord['input'];
  readonly feedback: readonly unknown[];
  /** One line for each candidate, made again from the record; absent when a version it needs is gone. */
  readonly funnel?: readonly FunnelLine[];
  readonly funnelMissing?: string;
}

/** Tells a decision of the feedback window: its record, and its funnel computed again from what it knew. */
@Injectable()
export class ExplanationService {
  constructor(
    @Inject(BUSINESS) private readonly business: Business,
    private readonly decisions: DecisionRepository,
    private readonly catalogs: CatalogPort,
    private readonly scoring: ScoringService,
  ) {}

  async explain(tenant: TenantId, id: DecisionId): Promise<Explanation | undefined> {
    const stored = await this.decisions.load(tenant, id);
    if (!stored) return undefined;
    const { record, commit, feedback, owner } = stored;
    const offers = commit.g.map(([slot, rank]) => ({
      deliveryId: record.slots[slot]!.delivery as string,
      offerId: record.slots[slot]!.offers[rank]! as string,
    }));
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
      feedback,
      ...(await this.remakeFunnel(stored)),
    };
  }

  private async remakeFunnel({
    owner,
    record,
    commit,
  }: StoredDecision): Promise<Pick<Explanation, 'funnel' | 'funnelMissing'>> {
    const { policy } = this.business;
    const { scorer } = this.scoring;
    const catalog = await this.catalogs.version(owner.tenant, record.versions.catalog);
    if (!catalog) return { funnelMissing: `the catalog version ${record.versions.catalog} is gone` };
    if (record.versions.policy !== policy.version)
      return { funnelMissing: `the policy version ${record.versions.policy} is gone` };
    if (record.versions.model !== scorer.version)
      return { funnelMissing: `the model ${record.versions.model} is gone` };
    const prepared = prepareDecision(unpackInput(record.input, owner), catalog, policy, scorer.encoder);
    const fallback: Scores = { propensities: new Float32Array(0), source: 'fallback', modelVersion: scorer.version };
    const scores = record.scoreSource === 'fallback' ? fallback : await scoreIfAny(prepared, scorer);
    const decision = finishDecision(prepared, scores, scorer.priors);
    return { funnel: tellFunnel(decision, concludeDecision(decision, commit)) };
  }
}
