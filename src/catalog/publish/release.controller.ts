import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  publishRequest,
  rollbackRequest,
  stopRequest,
  type AuditEntry,
  type Publication,
  type StopAnswer,
  type VersionAnswer,
  type VersionDiff,
} from '../../contract/catalog-upload.js';
import { parseMessage } from '../../contract/parse.js';
import { identifier } from '../../contract/primitives.js';
import type { TenantId } from '../../core/types/ids.js';
import { Roles, type Authenticated } from '../../platform/auth/bearer.guard.js';
import { CatalogRepository } from '../catalog.repository.js';
import { PublicationService, type PublishManner } from './publication.service.js';
import { StopsService } from './stops.service.js';
import { VersionService } from './version.service.js';

const diffQuery = z.strictObject({ against: identifier.optional() });
const auditQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d+-\d+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
const optionalKey = identifier.optional();

/** What serves, what served, who changed that; and the switch that stops an offer at once. */
@Controller('v1/catalog')
export class ReleaseController {
  constructor(
    private readonly versions: VersionService,
    private readonly publications: PublicationService,
    private readonly stops: StopsService,
    private readonly catalogs: CatalogRepository,
  ) {}

  /** Its ETag is the version that serves: give it back with If-Match, and nothing is changed that you have not seen. */
  @Get('versions')
  @Roles('marketer', 'operator', 'auditor')
  async list(
    @Req() { claims }: Authenticated,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionAnswer[]> {
    const versions = await this.versions.list(tenantOf(claims));
    const serving = versions.find(({ serving }) => serving);
    if (serving) reply.header('etag', `"${serving.version}"`);
    return versions;
  }

  @Get('versions/:version/diff')
  @Roles('marketer', 'operator', 'auditor')
  diff(
    @Req() { claims }: Authenticated,
    @Param('version') version: string,
    @Query() query: unknown,
  ): Promise<VersionDiff> {
    const { against } = parseMessage(diffQuery, query);
    return this.versions.diff(tenantOf(claims), against, parseMessage(identifier, version));
  }

  @Post('versions/:version/publish')
  @Roles('marketer', 'operator')
  async publish(
    @Req() { claims }: Authenticated,
    @Param('version') version: string,
    @Body() body: unknown,
    @Headers() headers: Record<string, string | undefined>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Publication> {
    const wish = parseMessage(publishRequest, body ?? {});
    const manner = mannerOf(claims.sub, headers);
    const told = await this.publications.publish(tenantOf(claims), parseMessage(identifier, version), wish, manner);
    return answer(told, reply);
  }

  @Post('rollback')
  @Roles('marketer', 'operator')
  async rollback(
    @Req() { claims }: Authenticated,
    @Body() body: unknown,
    @Headers() headers: Record<string, string | undefined>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Publication> {
    const { to } = parseMessage(rollbackRequest, body ?? {});
    return answer(await this.publications.rollback(tenantOf(claims), to, mannerOf(claims.sub, headers)), reply);
  }

  @Get('publications/:id')
  @Roles('marketer', 'operator', 'auditor')
  publication(@Req() { claims }: Authenticated, @Param('id') id: string): Promise<Publication> {
    return this.publications.find(tenantOf(claims), parseMessage(identifier, id));
  }

  @Get('audit')
  @Roles('marketer', 'operator', 'auditor')
  async audit(@Req() { claims }: Authenticated, @Query() query: unknown): Promise<AuditEntry[]> {
    const { before, limit } = parseMessage(auditQuery, query);
    const entries = await this.catalogs.audit(tenantOf(claims), before, limit);
    return entries.map(([id, entry]) => ({ id, ...entry }) as AuditEntry);
  }

  @Get('stops')
  @Roles('marketer', 'operator', 'auditor')
  listStops(@Req() { claims }: Authenticated): Promise<StopAnswer[]> {
    return this.stops.list(tenantOf(claims));
  }

  @Post('stops')
  @HttpCode(200)
  @Roles('marketer', 'operator')
  stop(@Req() { claims }: Authenticated, @Body() body: unknown): Promise<StopAnswer> {
    return this.stops.stop(tenantOf(claims), claims.sub, parseMessage(stopRequest, body));
  }

  @Delete('stops/:id')
  @HttpCode(204)
  @Roles('marketer', 'operator')
  lift(@Req() { claims }: Authenticated, @Param('id') id: string): Promise<void> {
    return this.stops.lift(tenantOf(claims), claims.sub, parseMessage(identifier, id));
  }
}

function tenantOf(claims: { tenant: string }): TenantId {
  return claims.tenant as TenantId;
}

function mannerOf(by: string, headers: Record<string, string | undefined>): PublishManner {
  const expected = headers['if-match']?.replace(/^W\/|"/g, '');
  return {
    by,
    expected: expected === '*' ? undefined : parseMessage(optionalKey, expected),
    key: parseMessage(optionalKey, headers['idempotency-key']),
  };
}

function answer(told: Publication, reply: FastifyReply): Publication {
  if (told.state === 'waiting') reply.header('location', `/v1/catalog/publications/${told.publicationId}`);
  reply.status(told.state === 'waiting' ? 202 : 200);
  return told;
}
