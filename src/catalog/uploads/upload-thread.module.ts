import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../platform/config/settings.js';
import type { Logger } from '../../platform/log.js';
import { PlatformModule } from '../../platform/platform.module.js';
import { RedisService } from '../../platform/redis/redis.service.js';
import { StateModule } from '../../state/state.module.js';
import { CatalogRepository } from '../catalog.repository.js';
import { VersionRepository } from '../version.repository.js';
import { UploadJob } from './upload.job.js';
import { UploadRepository } from './upload.repository.js';

/** What it takes to check one file. */
@Module({ providers: [CatalogRepository, VersionRepository, UploadRepository, UploadJob] })
export class UploadThreadModule implements OnModuleInit {
  constructor(private readonly redis: RedisService) {}

  static with(settings: Settings, log: Logger): DynamicModule {
    return { module: UploadThreadModule, imports: [PlatformModule.with(settings, log), StateModule] };
  }

  async onModuleInit(): Promise<void> {
    await this.redis.start();
  }
}
