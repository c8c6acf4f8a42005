import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { consentSet, type ConsentEntry, type ConsentsAnswer } from '../contract/consent.js';
import { parseMessage } from '../contract/parse.js';
import { identifier } from '../contract/primitives.js';
import type { Owner } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { ConsentService } from './consent.service.js';

/** Consents in force, and entries from touchpoints without a socket. */
@Controller('v1/customers/:id/consents')
export class ConsentController {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly consents: ConsentService,
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
    return this.consents.set(owner, parseMessage(consentSet, body));
  }
}
