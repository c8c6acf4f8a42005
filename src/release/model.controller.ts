import { Controller, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { Refused } from '../contract/errors.js';
import { modelName, versionNumber, type ModelVersionAnswer } from '../contract/models.js';
import { auditQuery, type ModelAuditEntry, type ModelRelease } from '../contract/releases.js';
import { parseMessage } from '../contract/parse.js';
import type { TenantId } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { MODEL_NAME } from '../contract/models.js';
import { RegistryRepository } from './registry.repository.js';
import { ReleaseReport } from './release-report.js';
import { ReleaseService } from './release.service.js';
import { tellShipped, tellVersion } from './tell-release.js';
import { UploadService } from './upload.service.js';

/** Versions of the model: they come in here, and are told and given out here. None decides by that. */
@Controller('v1/models')
export class ModelController {
  constructor(
    private readonly uploads: UploadService,
    private readonly registry: RegistryRepository,
    private readonly releases: ReleaseService,
    private readonly report: ReleaseReport,
    private readonly scoring: ScoringService,
  ) {}

  @Get()
  @Roles('operator', 'scientist', 'auditor')
  async list(@Req() { claims }: Authenticated): Promise<ModelRelease[]> {
    return [await this.report.read(claims.tenant as TenantId)];
  }

  /** The body is the ONNX file itself, with its manifest in its metadata. */
  @Post(':name/versions')
  @Roles('operator', 'scientist')
  async upload(
    @Req() { claims, body }: Authenticated,
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelVersionAnswer> {
    checkName(name);
    if (!(body instanceof Readable))
      throw new Refused('UNSUPPORTED_MEDIA_TYPE', 'Send the ONNX file itself as the body');
    const tenant = claims.tenant as TenantId;
    const { stored, isNew } = await this.uploads.take(tenant, claims.sub, body);
    reply.header('location', `/v1/models/${name}/versions/${stored.manifest.version}`);
    reply.status(isNew ? 201 : 200);
    return tellVersion(stored, await this.releases.current(tenant));
  }

  @Get(':name/versions')
  @Roles('operator', 'scientist', 'auditor')
  async versions(@Req() { claims }: Authenticated, @Param('name') name: string): Promise<ModelVersionAnswer[]> {
    checkName(name);
    const tenant = claims.tenant as TenantId;
    const release = await this.releases.current(tenant);
    const stored = await this.registry.versions(tenant, MODEL_NAME);
    const { manifest } = this.scoring.shipped;
    return [tellShipped(manifest, release), ...stored.map((version) => tellVersion(version, release))];
  }

  @Get(':name/versions/:version')
  @Roles('operator', 'scientist', 'auditor')
  async version(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
  ): Promise<ModelVersionAnswer> {
    checkName(name);
    const tenant = claims.tenant as TenantId;
    const release = await this.releases.current(tenant);
    const number = parseMessage(versionNumber, version);
    const { manifest } = this.scoring.shipped;
    if (number === manifest.version) return tellShipped(manifest, release);
    const stored = await this.registry.version(tenant, MODEL_NAME, number);
    if (!stored) throw new Refused('NOT_FOUND', `There is no version ${number}`);
    return tellVersion(stored, release);
  }

  /** The ONNX file as it serves. */
  @Get(':name/versions/:version/file')
  @Roles('operator', 'scientist')
  async file(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
  ): Promise<StreamableFile> {
    checkName(name);
    const number = parseMessage(versionNumber, version);
    const files = await this.scoring.filesOf(claims.tenant, number);
    if (!files) throw new Refused('NOT_FOUND', `There is no version ${number}`);
    return new StreamableFile(files.bytes, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${MODEL_NAME}-${number}.onnx"`,
    });
  }

  @Get(':name/audit')
  @Roles('operator', 'scientist', 'auditor')
  audit(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Query() query: unknown,
  ): Promise<ModelAuditEntry[]> {
    checkName(name);
    const { before, limit } = parseMessage(auditQuery, query);
    return this.registry.audit(claims.tenant as TenantId, MODEL_NAME, before, limit);
  }
}

/** @throws Refused NOT_FOUND: a model of another name would never be asked. */
export function checkName(name: string): void {
  if (!modelName.safeParse(name).success)
    throw new Refused('NOT_FOUND', `The model that decides is called ${MODEL_NAME}; none of another name is asked`);
}
