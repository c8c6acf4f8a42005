import { Module } from '@nestjs/common';
import { DecisionController } from './decision.controller.js';
import { DeviceGateway } from './device.gateway.js';
import { ProfileController } from './profile.controller.js';

@Module({ controllers: [DecisionController, ProfileController], providers: [DeviceGateway] })
export class IngestModule {}
