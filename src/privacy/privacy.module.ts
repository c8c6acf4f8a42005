import { Module } from '@nestjs/common';
import { ConsentController } from './consent.controller.js';
import { ConsentGateway } from './consent.gateway.js';
import { ErasureController } from './erasure.controller.js';

@Module({ controllers: [ConsentController, ErasureController], providers: [ConsentGateway] })
export class PrivacyModule {}
