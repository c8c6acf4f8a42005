import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CatalogProcessor } from './catalog.processor.js';
import { CatalogRepository } from './catalog.repository.js';
import { Engines } from './publish/engines.js';
import { PublicationJob } from './publish/publication.job.js';
import { PublicationRepository } from './publish/publication.repository.js';
import { UploadProcessor } from './uploads/upload.processor.js';
import { UploadSpace } from './uploads/upload-space.js';
import { UploadRepository } from './uploads/upload.repository.js';
import { VersionRepository } from './version.repository.js';

/** The part of a worker that works on catalogs. */
@Module({
  providers: [
    CatalogRepository,
    VersionRepository,
    UploadRepository,
    PublicationRepository,
    Engines,
    PublicationJob,
    UploadProcessor,
    UploadSpace,
    CatalogProcessor,
  ],
})
export class CatalogWorkerModule implements OnApplicationBootstrap {
  constructor(private readonly processor: CatalogProcessor) {}

  onApplicationBootstrap(): void {
    this.processor.start();
  }
}
