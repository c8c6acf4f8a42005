import { Global, Module } from '@nestjs/common';
import { CatalogPort } from '../engine/catalog.port.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogRepository } from './catalog.repository.js';
import { CompiledCatalogs } from './compiled-catalogs.js';
import { CatalogService } from './catalog.service.js';
import { VersionRepository } from './version.repository.js';

@Global()
@Module({
  controllers: [CatalogController],
  providers: [
    CatalogRepository,
    VersionRepository,
    CompiledCatalogs,
    CatalogService,
    { provide: CatalogPort, useExisting: CatalogService },
  ],
  exports: [CatalogPort, CatalogService],
})
export class CatalogModule {}
