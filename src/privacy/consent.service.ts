import { Inject, Injectable } from '@nestjs/common';
import type { ConsentEntry, ConsentSet } from '../contract/consent.js';
import type { Owner } from '../core/types/ids.js';
import { RecallService } from '../delivery/recall.service.js';
import { TrialWatch } from '../engine/trial-watch.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS, CLOCK } from '../platform/tokens.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { checkChannel } from './channel-check.js';
import { ConsentMetrics } from './consent.metrics.js';

const PUSH_TOUCHPOINT = 'app-push';

/** Consents given and withdrawn, whichever way they come in. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly recalls: RecallService,
    private readonly metrics: ConsentMetrics,
    private readonly trials: TrialWatch,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * In force when it returns. What was pushed by leave of a consent that is withdrawn is taken back from every screen.
   * @throws Refused INVALID_MESSAGE for a channel that there is not.
   */
  async set(owner: Owner, consent: ConsentSet): Promise<ConsentEntry> {
    checkChannel(consent, this.business.touchpoints);
    const entry = await this.customers.setConsent(owner, consent, this.clock.now());
    this.metrics.changed(consent);
    if (consent.status === 'withdrawn') await this.trials.optedOut(owner);
    if (this.endsPushes(consent)) await this.recalls.recallAll(owner, 'CONSENT_WITHDRAWN');
    return entry;
  }

  private endsPushes({ status, channel }: ConsentSet): boolean {
    const pushChannel = this.business.touchpoints[PUSH_TOUCHPOINT]?.channel;
    return status === 'withdrawn' && (channel === undefined || channel === pushChannel);
  }
}
