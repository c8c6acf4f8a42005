import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Refused } from '../contract/errors.js';
import { versionNumber } from '../contract/models.js';
import {
  aliasName,
  aliasRequest,
  modelRollbackRequest,
  promoteRequest,
  type ModelRelease,
} from '../contract/releases.js';
import { parseMessage } from '../contract/parse.js';
import type { TenantId } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { checkName } from './model.controller.js';
import { ReleaseReport } from './release-report.js';
import { ReleaseService, type Manner } from './release.service.js';

/**
 * Which versions decide. The ETag is the revision of the release: give it back with If-Match, and nothing is changed that you
 * have not seen.
 */
@Controller('v1/models/:name')
export class AliasController {
  constructor(
    private readonly releases: ReleaseService,
    private readonly report: ReleaseReport,
  ) {}

  @Get('aliases')
  @Roles('operator', 'scientist', 'auditor')
  read(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelRelease> {
    checkName(name);
    return this.answer(claims.tenant, reply);
  }

  @Put('aliases/:alias')
  @Roles('operator', 'scientist')
  async assign(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('alias') alias: string,
    @Body() body: unknown,
    @Headers('if-match') expected: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelRelease> {
    checkName(name);
    const request = parseMessage(aliasRequest, body);
    const named = parseMessage(aliasName, alias);
    await this.releases.assign(claims.tenant as TenantId, named, request, mannerOf(claims.sub, expected));
    return this.answer(claims.tenant, reply);
  }

  @Delete('aliases/:alias')
  @Roles('operator', 'scientist')
  async withdraw(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('alias') alias: string,
    @Headers('if-match') expected: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelRelease> {
    checkName(name);
    const named = parseMessage(aliasName, alias);
    if (named === 'champion')
      throw new Refused('CONFLICT', 'Somebody has to decide: promote another version, or roll back');
    await this.releases.withdraw(claims.tenant as TenantId, named, mannerOf(claims.sub, expected));
    return this.answer(claims.tenant, reply);
  }

  @Delete('versions/:version')
  @Roles('operator', 'scientist')
  async remove(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
    @Headers('if-match') expected: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelRelease> {
    checkName(name);
    const number = parseMessage(versionNumber, version);
    await this.releases.remove(claims.tenant as TenantId, number, mannerOf(claims.sub, expected));
    return this.answer(claims.tenant, reply);
  }

  @Post('promote')
  @HttpCode(200)
  @Roles('operator', 'scientist')
  async promote(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Body() body: unknown,
    @Headers('if-match') expected: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelRelease> {
    checkName(name);
    const request = parseMessage(promoteRequest, body);
    await this.releases.promote(claims.tenant as TenantId, request, mannerOf(claims.sub, expected));
    return this.answer(claims.tenant, reply);
  }

  @Post('rollback')
  @HttpCode(200)
  @Roles('operator', 'scientist')
  async rollBack(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Body() body: unknown,
    @Headers('if-match') expected: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelRelease> {
    checkName(name);
    const { reason } = parseMessage(modelRollbackRequest, body ?? {});
    await this.releases.rollBack(claims.tenant as TenantId, mannerOf(claims.sub, expected), reason);
    return this.answer(claims.tenant, reply);
  }

  private async answer(tenant: string, reply: FastifyReply): Promise<ModelRelease> {
    const told = await this.report.read(tenant as TenantId);
    reply.header('etag', `"${told.revision}"`);
    return told;
  }
}

function mannerOf(by: string, ifMatch: string | undefined): Manner {
  const expected = ifMatch?.replace(/^W\/|"/g, '');
  if (expected === undefined || expected === '*') return { by };
  // What is no revision of ours is none that is in force.
  return { by, expected: /^\d{1,15}$/.test(expected) ? Number(expected) : -1 };
}
