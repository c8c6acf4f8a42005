import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ModelSource } from '../scoring/model-source.js';
import { AliasController } from './alias.controller.js';
import { CalibrationService } from './calibration.service.js';
import { DriftService } from './drift.service.js';
import { DriftWatch } from './drift-watch.js';
import { EvaluationService } from './evaluation.service.js';
import { EvidenceController } from './evidence.controller.js';
import { FeatureController } from './feature.controller.js';
import { GuardService } from './guard.service.js';
import { ModelController } from './model.controller.js';
import { PromotionGate } from './promotion-gate.js';
import { RegistryRepository } from './registry.repository.js';
import { RegistryService } from './registry.service.js';
import { ReleaseFollower } from './release-follower.js';
import { ReleaseReport } from './release-report.js';
import { ReleaseService } from './release.service.js';
import { UploadService } from './upload.service.js';
import { VersionHistory } from './version-history.js';

/** Models: what they may ask for, which there are, and which of them decide. */
@Global()
@Module({
  controllers: [FeatureController, ModelController, AliasController, EvidenceController],
  providers: [
    RegistryRepository,
    RegistryService,
    ReleaseFollower,
    ReleaseService,
    ReleaseReport,
    PromotionGate,
    GuardService,
    UploadService,
    EvaluationService,
    CalibrationService,
    DriftService,
    DriftWatch,
    VersionHistory,
    { provide: ModelSource, useExisting: RegistryService },
  ],
  exports: [ModelSource, ReleaseFollower],
})
export class ReleaseModule implements OnApplicationBootstrap {
  constructor(
    private readonly guards: GuardService,
    private readonly drifts: DriftWatch,
  ) {}

  onApplicationBootstrap(): void {
    this.guards.start();
    this.drifts.start();
  }
}
