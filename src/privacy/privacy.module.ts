import { Module } from '@nestjs/common';
import { ConsentController } from './consent.controller.js';
import { ConsentGateway } from './consent.gateway.js';
import { ConsentMetrics } from './consent.metrics.js';
import { ConsentService } from './consent.service.js';
import { ErasureController } from './erasure.controller.js';

@Module({
  controllers: [ConsentController, ErasureController],
  providers: [ConsentMetrics, ConsentService, ConsentGateway],
})
export class PrivacyModule {}
