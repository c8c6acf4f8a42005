import { Controller, Get } from '@nestjs/common';
import type { FeatureContract } from '../contract/features.js';
import { Roles } from '../platform/auth/bearer.guard.js';
import { featureContract } from '../scoring/feature-contract.js';

const CONTRACT = featureContract();

/** What a model may ask for. */
@Controller('v1/features')
export class FeatureController {
  @Get()
  @Roles('operator', 'scientist')
  features(): FeatureContract {
    return CONTRACT;
  }
}
