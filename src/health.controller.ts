import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { SegmentState } from './archive/segment-state.js';
import { CatalogService } from './catalog/catalog.service.js';
import { Open } from './platform/auth/bearer.guard.js';
import { Drain } from './platform/drain.js';
import { RedisService } from './platform/redis/redis.service.js';
import { ReleaseFollower } from './release/release-follower.js';
import { ScoringService } from './scoring/scoring.service.js';

/**
 * Probes: `live` says that the process answers, `ready` that it can decide, with reasons when it cannot. An engine that
 * decides with less than it should have (`degraded`) stays ready: taken away, it would decide nothing at all.
 */
@Controller('health')
export class HealthController {
  constructor(
    private readonly redis: RedisService,
    private readonly scoring: ScoringService,
    private readonly releases: ReleaseFollower,
    private readonly catalogs: CatalogService,
    private readonly segments: SegmentState,
    private readonly drain: Drain,
  ) {}

  @Get('live')
  @Open()
  live(): object {
    return { status: 'live' };
  }

  @Get('ready')
  @Open()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const trouble = await this.redis.trouble();
    const blocking = [
      ...(this.drain.isDraining ? ['DRAINING'] : []),
      ...(trouble ? [trouble] : []),
      ...(this.scoring.isReady ? [] : ['MODEL_NOT_LOADED']),
    ];
    const degrading = [
      ...(this.scoring.isFailing ? ['MODEL_FAILING'] : []),
      ...this.releases.faults(),
      ...this.catalogs.faults(),
      ...this.segments.faults(),
    ];
    if (blocking.length > 0) void reply.status(503);
    const status = blocking.length > 0 ? 'not-ready' : degrading.length > 0 ? 'degraded' : 'ready';
    return { status, reasons: [...blocking, ...degrading] };
  }
}
