import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import {
  calibrationRequest,
  driftQuery,
  evaluationRequest,
  type ModelCalibration,
  type ModelDrift,
  type ModelEvaluation,
  type ModelHistory,
} from '../contract/model-evidence.js';
import { versionNumber } from '../contract/models.js';
import { parseMessage } from '../contract/parse.js';
import type { TenantId } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { CalibrationService } from './calibration.service.js';
import { DriftService } from './drift.service.js';
import { EvaluationService } from './evaluation.service.js';
import { checkName } from './model.controller.js';
import { VersionHistory } from './version-history.js';

/** What the log says of versions. */
@Controller('v1/models/:name/versions/:version')
export class EvidenceController {
  constructor(
    private readonly evaluations: EvaluationService,
    private readonly calibrations: CalibrationService,
    private readonly drifts: DriftService,
    private readonly histories: VersionHistory,
    private readonly scoring: ScoringService,
  ) {}

  @Post('evaluations')
  @HttpCode(200)
  @Roles('operator', 'scientist')
  evaluate(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
    @Body() body: unknown,
  ): Promise<ModelEvaluation> {
    checkName(name);
    const request = parseMessage(evaluationRequest, body ?? {});
    return this.evaluations.evaluate(
      claims.tenant as TenantId,
      parseMessage(versionNumber, version),
      claims.sub,
      request,
    );
  }

  @Post('calibrations')
  @Roles('operator', 'scientist')
  calibrate(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
    @Body() body: unknown,
  ): Promise<ModelCalibration> {
    checkName(name);
    const request = parseMessage(calibrationRequest, body ?? {});
    return this.calibrations.calibrate(
      claims.tenant as TenantId,
      parseMessage(versionNumber, version),
      claims.sub,
      request,
    );
  }

  @Get('drift')
  @Roles('operator', 'scientist', 'auditor')
  drift(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
    @Query() query: unknown,
  ): Promise<ModelDrift> {
    checkName(name);
    const { limit } = parseMessage(driftQuery, query);
    return this.drifts.measure(claims.tenant as TenantId, parseMessage(versionNumber, version), limit);
  }

  @Get('history')
  @Roles('operator', 'scientist', 'auditor')
  async history(
    @Req() { claims }: Authenticated,
    @Param('name') name: string,
    @Param('version') version: string,
  ): Promise<ModelHistory> {
    checkName(name);
    const number = parseMessage(versionNumber, version);
    if (!(await this.scoring.versionOf(claims.tenant, number)))
      throw new Refused('NOT_FOUND', `There is no version ${number}`);
    return this.histories.read(claims.tenant as TenantId, number);
  }
}
