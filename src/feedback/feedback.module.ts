import { Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';
import { FeedbackGateway } from './feedback.gateway.js';
import { FeedbackMetrics } from './feedback.metrics.js';
import { FeedbackService } from './feedback.service.js';
import { StockFeedback } from './stock-feedback.js';

@Module({
  controllers: [EventsController],
  providers: [FeedbackMetrics, FeedbackService, StockFeedback, FeedbackGateway],
})
export class FeedbackModule {}
