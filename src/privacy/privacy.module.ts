import { Module } from '@nestjs/common';
import { ConsentController } from './consent.controller.js';
import { ConsentGateway } from './consent.gateway.js';
import { ConsentMetrics } from './consent.metrics.js';

@Module({ controllers: [ConsentController], providers: [ConsentMetrics, ConsentGateway] })
export class PrivacyModule {}
