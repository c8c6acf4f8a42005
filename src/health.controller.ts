import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Open } from './platform/auth/bearer.guard.js';
import { Drain } from './platform/drain.js';
import { RedisService } from './platform/redis/redis.service.js';
import { ScoringService } from './scoring/scoring.service.js';

/** Probes: `live` says that the process answers, `ready` that it can decide, with reasons when it cannot. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly redis: RedisService,
    private readonly scoring: ScoringService,
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
    const reasons = [
      ...(this.drain.isDraining ? ['DRAINING'] : []),
      ...((await this.redis.isAnswering()) ? [] : ['REDIS_DOWN']),
      ...(this.scoring.isReady ? [] : ['MODEL_NOT_LOADED']),
    ];
    if (reasons.length > 0) void reply.status(503);
    return { status: reasons.length === 0 ? 'ready' : 'not-ready', reasons };
  }
}
