import { Global, Module } from '@nestjs/common';
import { CatalogPort } from '../engine/catalog.port.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogRepository } from './catalog.repository.js';
import { CompiledCatalogs } from './compiled-catalogs.js';
import { CatalogService } from './catalog.service.js';
import { Engines } from './publish/engines.js';
import { PublicationRepository } from './publish/publication.repository.js';
import { PublicationService } from './publish/publication.service.js';
import { ReleaseController } from './publish/release.controller.js';
import { StopsService } from './publish/stops.service.js';
import { VersionService } from './publish/version.service.js';
import { MappingService } from './uploads/mapping.service.js';
import { UploadController } from './uploads/upload.controller.js';
import { UploadRepository } from './uploads/upload.repository.js';
import { UploadService } from './uploads/upload.service.js';
import { UploadSpace } from './uploads/upload-space.js';
import { StockController } from './stock.controller.js';
import { StockReportService } from './stock-report.service.js';
import { VersionRepository } from './version.repository.js';

@Global()
@Module({
  controllers: [CatalogController, UploadController, ReleaseController, StockController],
  providers: [
    CatalogRepository,
    VersionRepository,
    CompiledCatalogs,
    CatalogService,
    UploadRepository,
    UploadService,
    UploadSpace,
    MappingService,
    PublicationRepository,
    PublicationService,
    Engines,
    StopsService,
    VersionService,
    StockReportService,
    { provide: CatalogPort, useExisting: CatalogService },
  ],
  exports: [CatalogPort, CatalogService],
})
export class CatalogModule {}
