import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ArchiveModule } from './archive/archive.module.js';
import { ExportModule } from './archive/export/export.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { CatalogService } from './catalog/catalog.service.js';
import { EngineModule } from './engine/engine.module.js';
import { FeedbackModule } from './feedback/feedback.module.js';
import { HealthController } from './health.controller.js';
import { IngestModule } from './ingest/ingest.module.js';
import { InsightModule } from './insight/insight.module.js';
import { MetricsController } from './metrics.controller.js';
import { PagesModule } from './pages/pages.module.js';
import { BearerGuard } from './platform/auth/bearer.guard.js';
import type { Settings } from './platform/config/settings.js';
import { RateGuard } from './platform/limits/rate.guard.js';
import type { Logger } from './platform/log.js';
import { PlatformModule } from './platform/platform.module.js';
import { ReleaseFollower } from './release/release-follower.js';
import { ReleaseModule } from './release/release.module.js';
import { RedisService } from './platform/redis/redis.service.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ProblemFilter } from './problem.filter.js';
import { ReferenceModule } from './reference/reference.module.js';
import { ScoringService } from './scoring/scoring.service.js';
import { StateModule } from './state/state.module.js';

/** The whole engine. Starts in the order of need: Redis, model, catalog; then the way in opens. */
@Module({})
export class AppModule implements OnModuleInit {
  constructor(
    private readonly redis: RedisService,
    private readonly scoring: ScoringService,
    private readonly catalogs: CatalogService,
    private readonly releases: ReleaseFollower,
  ) {}

  static with(settings: Settings, log: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(settings, log),
        StateModule,
        EngineModule,
        CatalogModule,
        ArchiveModule,
        ExportModule,
        IngestModule,
        FeedbackModule,
        InsightModule,
        PrivacyModule,
        ReleaseModule,
        ReferenceModule,
        PagesModule,
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_GUARD, useClass: RateGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.redis.start();
    await Promise.all([this.startScoring(), this.catalogs.start()]);
  }

  private async startScoring(): Promise<void> {
    await this.scoring.start();
    await this.releases.start();
  }
}
