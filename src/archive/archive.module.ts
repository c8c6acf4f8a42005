import { Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DecisionArchive } from '../engine/archive.port.js';
import type { Settings } from '../platform/config/settings.js';
import { SETTINGS } from '../platform/tokens.js';
import { ArchiveService } from './archive.service.js';
import { SegmentWriter } from './segment-writer.js';

const parts = [ArchiveService, SegmentWriter, { provide: DecisionArchive, useExisting: ArchiveService }];

/** The decisions of months, on disk. Written where the role says so, read everywhere. */
@Global()
@Module({ providers: parts, exports: parts })
export class ArchiveModule implements OnApplicationBootstrap {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly writer: SegmentWriter,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.PROXIMA_ROLE !== 'engine') this.writer.start();
  }
}
