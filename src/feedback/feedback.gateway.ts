import { Inject } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { answer } from '../contract/answer.js';
import type { Ack } from '../contract/errors.js';
import { feedbackReport, type FeedbackResult } from '../contract/feedback.js';
import type { Owner } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { LOG } from '../platform/tokens.js';
import { FeedbackService } from './feedback.service.js';

@WebSocketGateway({ namespace: '/v1/device' })
export class FeedbackGateway {
  constructor(
    private readonly feedback: FeedbackService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @SubscribeMessage('feedback:report')
  report(
    @ConnectedSocket() socket: AuthenticatedSocket,
    @MessageBody() message: unknown,
  ): Promise<Ack<FeedbackResult[]>> {
    const { tenant, sub } = socket.data.claims;
    return answer(
      feedbackReport,
      message,
      ({ events }) => this.feedback.record({ tenant, customer: sub } as Owner, events, socket),
      (error) => this.log.error(error, 'feedback could not be recorded'),
    );
  }
}
