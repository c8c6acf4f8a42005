import { Body, Controller, Get, HttpCode, Inject, Param, Put, Req } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { parseMessage } from '../contract/parse.js';
import { identifier } from '../contract/primitives.js';
import { profileWrite, type ProfileAnswer, type ProfileWrite } from '../contract/profile.js';
import type { Owner } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { CustomerRepository } from '../state/customer.repository.js';

/** What is known of a customer: read and written by the operator's own systems, read by the customer's own device. */
@Controller('v1/customers/:id/profile')
export class ProfileController {
  constructor(
    private readonly customers: CustomerRepository,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('device', 'operator')
  async read(@Req() request: Authenticated, @Param('id') id: string): Promise<ProfileAnswer> {
    const owner = ownerFor(request.claims, parseMessage(identifier, id)) as Owner;
    const profile = await this.customers.readProfile(owner, this.clock.now());
    if (!profile) throw new Refused('NOT_FOUND', 'Nothing is known of this customer');
    return { customer: owner.customer, ...profile };
  }

  @Put()
  @HttpCode(204)
  @Roles('operator')
  async write(@Req() request: Authenticated, @Param('id') id: string, @Body() body: unknown): Promise<void> {
    const owner = ownerFor(request.claims, parseMessage(identifier, id)) as Owner;
    const profile = parseMessage(profileWrite, body);
    this.refuseSensitive(profile);
    await this.customers.writeProfile(owner, profile, this.clock.now());
  }

  /** Visits to, and fondness of, sensitive kinds of places are not kept at all (Art. 9 GDPR). */
  private refuseSensitive({ visitsPerMonth, purchasesPerMonth, affinities }: ProfileWrite): void {
    const issues = Object.entries({ visitsPerMonth, purchasesPerMonth, affinities }).flatMap(([group, values]) =>
      Object.keys(values ?? {})
        .filter((category) => this.business.policy.sensitiveCategories.includes(category))
        .map((category) => ({
          path: `${group}.${category}`,
          message: 'is a sensitive category, of which nothing is kept',
        })),
    );
    if (issues.length > 0) throw new Refused('INVALID_MESSAGE', undefined, issues);
  }
}
