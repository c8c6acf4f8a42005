import { Inject } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { answer } from '../contract/answer.js';
import { consentSet, type ConsentEntry } from '../contract/consent.js';
import type { Ack } from '../contract/errors.js';
import type { Owner } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { LOG } from '../platform/tokens.js';
import { ConsentService } from './consent.service.js';

/** Consent as easy to withdraw as to give (Art. 7(3) GDPR): one message either way, in force with its ack. */
@WebSocketGateway({ namespace: '/v1/device' })
export class ConsentGateway {
  constructor(
    private readonly consents: ConsentService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @SubscribeMessage('consent:set')
  set(@ConnectedSocket() socket: AuthenticatedSocket, @MessageBody() message: unknown): Promise<Ack<ConsentEntry>> {
    const { tenant, sub } = socket.data.claims;
    return answer(
      consentSet,
      message,
      (consent) => this.consents.set({ tenant, customer: sub } as Owner, consent),
      (error) => this.log.error(error, 'a consent could not be set'),
    );
  }
}
