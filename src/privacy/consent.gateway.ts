import { Inject } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { answer } from '../contract/answer.js';
import { consentSet, type ConsentEntry } from '../contract/consent.js';
import type { Ack } from '../contract/errors.js';
import type { Owner } from '../core/types/ids.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import type { Logger } from '../platform/log.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { BUSINESS, CLOCK, LOG } from '../platform/tokens.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { checkChannel } from './channel-check.js';
import { ConsentMetrics } from './consent.metrics.js';

/** Consent as easy to withdraw as to give (Art. 7(3) GDPR): one message either way, in force with its ack. */
@WebSocketGateway({ namespace: '/v1/device' })
export class ConsentGateway {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly metrics: ConsentMetrics,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @SubscribeMessage('consent:set')
  set(@ConnectedSocket() socket: AuthenticatedSocket, @MessageBody() message: unknown): Promise<Ack<ConsentEntry>> {
    const { tenant, sub } = socket.data.claims;
    return answer(
      consentSet,
      message,
      async (consent) => {
        checkChannel(consent, this.business.touchpoints);
        const entry = await this.customers.setConsent({ tenant, customer: sub } as Owner, consent, this.clock.now());
        this.metrics.changed(consent);
        return entry;
      },
      (error) => this.log.error(error, 'a consent could not be set'),
    );
  }
}
