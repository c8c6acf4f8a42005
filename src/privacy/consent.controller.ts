import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { consentSet, type ConsentEntry, type ConsentsAnswer } from '../contract/consent.js';
import { parseMessage } from '../contract/parse.js';
import { identifier } from '../contract/primitives.js';
import type { Owner } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { checkChannel } from './channel-check.js';
import { ConsentMetrics } from './consent.metrics.js';

/** Consents in force, and entries from touchpoints without a socket. */
@Controller('v1/customers/:id/consents')
export class ConsentController {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly metrics: ConsentMetrics,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('device', 'operator', 'auditor')
  async read(@Req() request: Authenticated, @Param('id') id: string): Promise<ConsentsAnswer> {
    const owner = ownerFor(request.claims, parseMessage(identifier, id)) as Owner;
    return { consents: await this.customers.readConsents(owner) };
  }

  @Post()
  @Roles('device', 'till', 'operator')
  async set(@Req() request: Authenticated, @Param('id') id: string, @Body() body: unknown): Promise<ConsentEntry> {
    const owner = ownerFor(request.claims, parseMessage(identifier, id)) as Owner;
    const consent = parseMessage(consentSet, body);
    checkChannel(consent, this.business.touchpoints);
    const entry = await this.customers.setConsent(owner, consent, this.clock.now());
    this.metrics.changed(consent);
    return entry;
  }
}
