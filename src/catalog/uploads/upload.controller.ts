import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { language, mappingName, uploadQuery, type UploadAnswer } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import { parseMessage } from '../../contract/parse.js';
import { identifier } from '../../contract/primitives.js';
import type { TenantId } from '../../core/types/ids.js';
import { Roles, type Authenticated } from '../../platform/auth/bearer.guard.js';
import { mappingFile } from '../import/mapping.js';
import { MappingService } from './mapping.service.js';
import { tellFindings, tellUpload } from './tell-upload.js';
import type { UploadRecord } from './upload-record.js';
import { UploadRepository } from './upload.repository.js';
import { UploadService } from './upload.service.js';

const MOST_LISTED = 100;

const readQuery = z.strictObject({
  lang: language.default('en'),
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(0).max(10_000).default(1_000),
});

/** Files of marketers: they come in here, and how they fare is told here. Nothing of them serves by that. */
@Controller('v1/catalog')
export class UploadController {
  constructor(
    private readonly service: UploadService,
    private readonly uploads: UploadRepository,
    private readonly mappings: MappingService,
  ) {}

  /** The body is the file itself, of whatever kind: its content tells. */
  @Post('uploads')
  @Roles('marketer', 'operator')
  async upload(
    @Req() { claims, body }: Authenticated,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadAnswer> {
    const given = parseMessage(uploadQuery, query);
    if (!(body instanceof Readable)) throw new Refused('UNSUPPORTED_MEDIA_TYPE', 'Send the file itself as the body');
    const { record, isNew } = await this.service.take(claims.tenant as TenantId, claims.sub, given, body);
    reply.header('location', `/v1/catalog/uploads/${record.uploadId}`);
    reply.status(isNew ? 202 : 200);
    return tellUpload(record);
  }

  @Get('uploads')
  @Roles('marketer', 'operator', 'auditor')
  async list(@Req() { claims }: Authenticated): Promise<UploadAnswer[]> {
    return (await this.uploads.list(claims.tenant as TenantId, MOST_LISTED)).map((record) => tellUpload(record));
  }

  @Get('uploads/:id')
  @Roles('marketer', 'operator', 'auditor')
  async read(
    @Req() { claims }: Authenticated,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<UploadAnswer> {
    const { lang, ...page } = parseMessage(readQuery, query);
    const tenant = claims.tenant as TenantId;
    const record = await this.find(tenant, id);
    const findings = record.state === 'checked' ? await this.uploads.findings(tenant, record.uploadId) : undefined;
    return tellUpload(record, findings && tellFindings(findings, lang, page), lang);
  }

  /** The same file again, with what is wrong and what would be right beside each row. */
  @Get('uploads/:id/file')
  @Roles('marketer', 'operator')
  async file(@Req() { claims }: Authenticated, @Param('id') id: string): Promise<StreamableFile> {
    const tenant = claims.tenant as TenantId;
    const record = await this.find(tenant, id);
    if (!record.hasFileBack) throw new Refused('NOT_FOUND', 'There is no problem to be told in this file');
    const { format } = (await this.uploads.findings(tenant, record.uploadId)) ?? {};
    const ending = format === 'csv' || format === 'xlsx' ? format : 'ndjson';
    const back = this.uploads.fileBack(tenant, record.uploadId);
    return new StreamableFile(Readable.from(back.read()), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${record.uploadId}.${ending}"`,
    });
  }

  @Delete('uploads/:id')
  @Roles('marketer', 'operator')
  async cancel(@Req() { claims }: Authenticated, @Param('id') id: string): Promise<UploadAnswer> {
    return tellUpload(await this.service.cancel(claims.tenant as TenantId, parseMessage(identifier, id)));
  }

  @Get('mappings')
  @Roles('marketer', 'operator')
  listMappings(@Req() { claims }: Authenticated): Promise<string[]> {
    return this.mappings.names(claims.tenant as TenantId);
  }

  @Put('mappings/:name')
  @HttpCode(204)
  @Roles('marketer', 'operator')
  async keepMapping(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Body() body: unknown,
  ): Promise<void> {
    const mapping = parseMessage(mappingFile, body);
    await this.mappings.keep(claims.tenant as TenantId, parseMessage(mappingName, name), mapping);
  }

  private async find(tenant: TenantId, id: string): Promise<UploadRecord> {
    const record = await this.uploads.find(tenant, parseMessage(identifier, id));
    if (!record) throw new Refused('NOT_FOUND', 'There is no such upload; it may have been long ago');
    return record;
  }
}
