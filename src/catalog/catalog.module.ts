import { Global, Module } from '@nestjs/common';
import { CatalogPort } from '../engine/catalog.port.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogRepository } from './catalog.repository.js';
import { CatalogService } from './catalog.service.js';
import { StockController } from './stock.controller.js';
import { StockReportService } from './stock-report.service.js';

@Global()
@Module({
  controllers: [CatalogController, StockController],
  providers: [
    CatalogRepository,
    CatalogService,
    { provide: CatalogPort, useExisting: CatalogService },
    StockReportService,
  ],
  exports: [CatalogPort, CatalogService],
})
export class CatalogModule {}
