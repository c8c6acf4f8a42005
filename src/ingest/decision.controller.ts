import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { Replay } from '../contract/replay.js';
import { decisionRequest, previewRequest, type DecisionAnswer, type PreviewRequest } from '../contract/decision.js';
import type { Explanation } from '../contract/explanation.js';
import { Refused } from '../contract/errors.js';
import { parseMessage } from '../contract/parse.js';
import { identifier } from '../contract/primitives.js';
import type { Profile, Scalars } from '../core/types/facts.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../core/types/ids.js';
import { decisionIdFor } from '../engine/decision-id.js';
import { EngineService } from '../engine/engine.service.js';
import { ExplanationService } from '../engine/explanation.service.js';
import { PreviewService } from '../engine/preview.service.js';
import { ReplayService } from '../engine/replay.service.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { checkContext } from './context-check.js';
import { toAnswer } from './decision-answer.js';
import { checkTouchpoint } from './order-check.js';
import { checkTime } from './time-window.js';

const NO_DECISION = 'There is no such decision, neither in the feedback window nor in the segments of this machine';

/** The way in for touchpoints that the customer comes to: the same decision, without the push. */
@Controller('v1/decisions')
export class DecisionController {
  constructor(
    private readonly engine: EngineService,
    private readonly explanations: ExplanationService,
    private readonly replays: ReplayService,
    private readonly previews: PreviewService,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Roles('device', 'till', 'operator')
  async decide(
    @Req() request: Authenticated,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<DecisionAnswer> {
    const { customer, touchpoint, placements, limit, position, context, explain } = parseMessage(decisionRequest, body);
    const owner = ownerFor(request.claims, customer) as Owner;
    checkTouchpoint(touchpoint, placements, this.business.touchpoints);
    checkContext(context ?? {}, this.business.context);
    if (position?.at !== undefined) checkTime(position.at, this.clock);
    const now = this.clock.now(position?.at);
    const fixes = position ? [{ ...position, at: position.at ?? now }] : [];
    const decisionId = key === undefined ? undefined : decisionIdFor(owner, parseMessage(identifier, key));
    const made = await this.engine.decide({ owner, decisionId, now, touchpoint, placements, limit, fixes, context });
    // The funnel tells what the engine knows: not for a device to see.
    return toAnswer(made, explain && request.claims.role !== 'device');
  }

  /** What would be decided, with the funnel: nothing is written, counted or pushed. */
  @Post('preview')
  @HttpCode(200)
  @Roles('operator', 'marketer', 'scientist')
  async preview(@Req() request: Authenticated, @Body() body: unknown): Promise<DecisionAnswer> {
    const { customer, at, position, profile = {}, seed = 0, ...order } = parseMessage(previewRequest, body);
    checkTouchpoint(order.touchpoint, order.placements, this.business.touchpoints);
    checkContext(order.context ?? {}, this.business.context);
    const now = at ?? this.clock.now();
    const { locale, addressForm, timeZone, ...facts } = profile;
    const made = await this.previews.preview({
      ...order,
      ...{ now, seed, locale, addressForm },
      tenant: request.claims.tenant as TenantId,
      customer: customer as CustomerId | undefined,
      fix: position && { ...position, at: now },
      timeZone: timeZone ?? undefined,
      profile: toFacts(facts),
    });
    return toAnswer(made, true);
  }

  @Get(':id')
  @Roles('operator', 'marketer', 'scientist', 'auditor')
  async explain(@Req() request: Authenticated, @Param('id') id: string): Promise<Explanation> {
    const decisionId = parseMessage(identifier, id) as DecisionId;
    const explanation = await this.explanations.explain(request.claims.tenant as TenantId, decisionId);
    if (!explanation) throw new Refused('NOT_FOUND', NO_DECISION);
    return explanation;
  }

  /** Makes it again from what it knew, with the versions that it names, and says what differs. */
  @Post(':id/replay')
  @HttpCode(200)
  @Roles('operator', 'marketer', 'scientist', 'auditor')
  async replay(@Req() request: Authenticated, @Param('id') id: string): Promise<Replay> {
    const decisionId = parseMessage(identifier, id) as DecisionId;
    const replay = await this.replays.replay(request.claims.tenant as TenantId, decisionId);
    if (!replay) throw new Refused('NOT_FOUND', NO_DECISION);
    return replay;
  }
}

/** The parts of a profile that were given, under the names that decisions know them by. */
function toFacts({ attributes, visitsPerMonth, purchasesPerMonth, affinities }: GivenFacts): Partial<Profile> {
  const known = Object.entries(attributes ?? {}).filter(([, value]) => value !== null);
  return {
    ...(attributes && { attributes: Object.fromEntries(known) as Scalars }),
    ...(visitsPerMonth && { visitsPerMonth }),
    ...(purchasesPerMonth && { purchasesPerMonth }),
    ...(affinities && { affinity: affinities }),
  };
}

type GivenFacts = Omit<NonNullable<PreviewRequest['profile']>, 'locale' | 'addressForm' | 'timeZone'>;
