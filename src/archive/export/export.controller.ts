import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { exportQuery } from '../../contract/export.js';
import { parseMessage } from '../../contract/parse.js';
import type { TenantId } from '../../core/types/ids.js';
import { Roles, type Authenticated } from '../../platform/auth/bearer.guard.js';
import { ExportService } from './export.service.js';

/** Decisions with what came of them, for those who train and judge models. */
@Controller('v1/exports')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get('decisions')
  @Roles('operator', 'scientist', 'auditor')
  async decisions(
    @Req() { claims }: Authenticated,
    @Query() asked: unknown,
    @Res({ passthrough: true }) { raw }: FastifyReply,
  ): Promise<StreamableFile> {
    const query = parseMessage(exportQuery, asked);
    // Who goes away waits for nothing, also before the first piece is there: what is being read is dropped at once.
    const gone = new AbortController();
    raw.once('close', () => gone.abort());
    const { mediaType, bytes } = await this.exports.open(claims.tenant as TenantId, query, gone.signal);
    return new StreamableFile(bytes, {
      type: mediaType,
      disposition: `attachment; filename="decisions.${query.format}"`,
    });
  }
}
