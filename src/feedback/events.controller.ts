import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { eventsRequest, type EventsAnswer } from '../contract/feedback.js';
import { parseMessage } from '../contract/parse.js';
import type { Owner } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import { FeedbackService } from './feedback.service.js';

/** Feedback and behaviour from touchpoints without a socket. */
@Controller('v1/events')
export class EventsController {
  constructor(private readonly feedback: FeedbackService) {}

  @Post()
  @HttpCode(200)
  @Roles('device', 'till', 'operator')
  async record(@Req() request: Authenticated, @Body() body: unknown): Promise<EventsAnswer> {
    const { customer, events } = parseMessage(eventsRequest, body);
    const owner = ownerFor(request.claims, customer) as Owner;
    return { events: await this.feedback.record(owner, events) };
  }
}
