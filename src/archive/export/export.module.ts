import { Module } from '@nestjs/common';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';

/** The way of decisions to those who train and judge models. */
@Module({ controllers: [ExportController], providers: [ExportService] })
export class ExportModule {}
