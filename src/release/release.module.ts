import { Module } from '@nestjs/common';
import { FeatureController } from './feature.controller.js';

/** Models: what they may ask for, and which of them decide. */
@Module({ controllers: [FeatureController] })
export class ReleaseModule {}
