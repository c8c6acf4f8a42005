import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { decisionRequest, type DecisionAnswer } from '../contract/decision.js';
import type { Explanation } from '../contract/explanation.js';
import { Refused } from '../contract/errors.js';
import { parseMessage } from '../contract/parse.js';
import { identifier } from '../contract/primitives.js';
import type { DecisionId, Owner, TenantId } from '../core/types/ids.js';
import { decisionIdFor } from '../engine/decision-id.js';
import { EngineService } from '../engine/engine.service.js';
import { ExplanationService } from '../engine/explanation.service.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { checkContext } from './context-check.js';
import { toAnswer } from './decision-answer.js';
import { checkTouchpoint } from './order-check.js';
import { checkTime } from './time-window.js';

/** The way in for touchpoints that the customer comes to: the same decision, without the push. */
@Controller('v1/decisions')
export class DecisionController {
  constructor(
    private readonly engine: EngineService,
    private readonly explanations: ExplanationService,
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

  @Get(':id')
  @Roles('operator', 'marketer', 'scientist', 'auditor')
  async explain(@Req() request: Authenticated, @Param('id') id: string): Promise<Explanation> {
    const decisionId = parseMessage(identifier, id) as DecisionId;
    const explanation = await this.explanations.explain(request.claims.tenant as TenantId, decisionId);
    if (!explanation) throw new Refused('NOT_FOUND', 'There is no such decision in the feedback window');
    return explanation;
  }
}
