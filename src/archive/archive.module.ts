import { Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DecisionArchive } from '../engine/archive.port.js';
import type { Settings } from '../platform/config/settings.js';
import { SETTINGS } from '../platform/tokens.js';
import { ArchiveService } from './archive.service.js';
import { SegmentState } from './segment-state.js';
import { SegmentWriter } from './segment-writer.js';

const parts = [ArchiveService, SegmentState, SegmentWriter, { provide: DecisionArchive, useExisting: ArchiveService }];

/** The decisions of months, on disk. Written by a worker (beside an engine in a thread of its own), read everywhere. */
@Global()
@Module({ providers: parts, exports: parts })
export class ArchiveModule implements OnApplicationBootstrap {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly writer: SegmentWriter,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.PROXIMA_ROLE === 'worker') this.writer.start();
  }
}
