import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ArchiveModule } from './archive/archive.module.js';
import { CatalogWorkerModule } from './catalog/catalog-worker.module.js';
import type { Settings } from './platform/config/settings.js';
import type { Logger } from './platform/log.js';
import { PlatformModule } from './platform/platform.module.js';
import { RedisService } from './platform/redis/redis.service.js';
import { StateModule } from './state/state.module.js';

/** The parts of a worker: what it takes to write segments, and to work on catalogs. No model, no way in. */
@Module({})
export class WorkerModule implements OnModuleInit {
  constructor(private readonly redis: RedisService) {}

  static with(settings: Settings, log: Logger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.with(settings, log), StateModule, ArchiveModule, CatalogWorkerModule],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.redis.start();
  }
}
