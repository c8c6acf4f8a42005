import { Inject, Injectable } from '@nestjs/common';
import tzLookup from '@photostructure/tz-lookup';
import { finishDecision, prepareDecision } from '../core/decision.js';
import { concludeDecision } from '../core/outcome/conclude.js';
import { situate } from '../core/situate.js';
import type { Consents, DecisionInput, Situation } from '../core/types/decision.js';
import { EMPTY_PROFILE, type Profile, type Scalars } from '../core/types/facts.js';
import { EMPTY_TRAIL, type Fix } from '../core/types/fix.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../core/types/ids.js';
import type { MomentName } from '../core/types/moment.js';
import type { AddressForm } from '../core/types/offer.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS } from '../platform/tokens.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { CustomerRepository } from '../state/customer.repository.js';
import type { Snapshot } from '../state/snapshot.js';
import { CatalogPort } from './catalog.port.js';
import { newDecisionId } from './decision-id.js';
import { LearningService } from './learning.service.js';
import { scoreIfAny, type DecisionResult } from './remake.service.js';

export interface PreviewOrder {
  readonly tenant: TenantId;
  /** Left out: somebody made up, of whom only what stands here is known. */
  readonly customer?: CustomerId;
  readonly now: number;
  readonly touchpoint: string;
  readonly placements: readonly string[];
  readonly limit: number;
  readonly fix?: Fix;
  readonly moment?: MomentName;
  readonly context?: Scalars;
  readonly consents?: Partial<Pick<Consents, 'location' | 'profiling' | 'marketing'>>;
  /** Each part that is given takes the place of the customer's own. */
  readonly profile?: Partial<Profile>;
  readonly locale?: string;
  readonly addressForm?: AddressForm;
  readonly timeZone?: string;
  readonly seed: number;
}

/** Nobody in particular, who has agreed to everything. */
const SOMEBODY: Omit<Snapshot, 'revision' | 'seen'> = {
  consents: { location: true, locationClass: 'precise', profiling: true, marketing: true },
  profile: EMPTY_PROFILE,
  contacts: [],
  rests: {},
  context: {},
  trail: EMPTY_TRAIL,
};

/**
 * The same decision without any effect: it reads, decides, and tells what would have been granted if nothing came in
 * between. There is no commit, so nothing is reserved, recorded, counted or learnt.
 */
@Injectable()
export class PreviewService {
  constructor(
    @Inject(BUSINESS) private readonly business: Business,
    private readonly customers: CustomerRepository,
    private readonly scoring: ScoringService,
    private readonly catalogs: CatalogPort,
    private readonly learning: LearningService,
  ) {}

  async preview(order: PreviewOrder): Promise<DecisionResult> {
    const { policy, touchpoints } = this.business;
    const { channel, outbound } = touchpoints[order.touchpoint]!;
    const owner = { tenant: order.tenant, customer: order.customer ?? 'nobody' } as Owner;
    const { scorer } = this.scoring.laneOf(owner.tenant, owner.customer);
    const catalog = await this.catalogs.current(order.tenant);
    const known = order.customer ? await this.customers.load(owner, order.now, channel) : SOMEBODY;
    const consents = { ...known.consents, ...order.consents };
    const profile = consents.profiling ? { ...known.profile, ...order.profile } : EMPTY_PROFILE;
    const fixes = order.fix && consents.location ? [order.fix] : [];
    const timeZone = order.timeZone ?? known.timeZone ?? (fixes[0] && tzLookup(fixes[0].lat, fixes[0].lng));
    const { affinity } = profile;
    const { now } = order;
    const { situation } = situate({ fixes, now, trail: EMPTY_TRAIL, affinity, timeZone, catalog, policy });
    const input: DecisionInput = {
      decisionId: `preview-${newDecisionId(order.now)}` as DecisionId,
      seed: order.seed,
      now: order.now,
      owner,
      touchpoint: order.touchpoint,
      outbound,
      placements: order.placements,
      limit: order.limit,
      locale: order.locale ?? known.locale,
      addressForm: order.addressForm ?? known.addressForm,
      consents,
      profile,
      contacts: known.contacts,
      rests: known.rests,
      context: { ...known.context, ...order.context },
      // What is left of an offer when it is shown cannot be known now.
      shortages: undefined,
      situation: this.inMoment(situation, order.moment),
      stops: this.catalogs.stops(order.tenant),
    };
    const prepared = prepareDecision(input, catalog, policy, scorer.encoder);
    const scores = await scoreIfAny(prepared, scorer);
    const learned = this.learning.about(prepared, scores, scorer);
    const decision = finishDecision(prepared, scores, scorer.priors, learned);
    // The first choice of each slot, as the commit would grant them.
    const granted = { g: decision.slots.map((_, slot) => [slot, 0, 0] as const), r: [] };
    return { decisionId: input.decisionId, decision, outcome: concludeDecision(decision, granted) };
  }

  private inMoment(situation: Situation, name: MomentName | undefined): Situation {
    if (!name) return situation;
    const lengthSeconds = this.business.policy.moments.lengthSeconds[name];
    return { ...situation, moment: { name, confidence: 1, lengthSeconds } };
  }
}
