import { Module } from '@nestjs/common';
import { ConsentController } from './consent.controller.js';
import { ConsentGateway } from './consent.gateway.js';

@Module({ controllers: [ConsentController], providers: [ConsentGateway] })
export class PrivacyModule {}
