import { Global, Module, type DynamicModule } from '@nestjs/common';
import { readOrMakeSecret } from './auth/secret.js';
import { TokenVerifier } from './auth/token-verifier.js';
import { eventClock, serverClock } from './clock.js';
import { readBusiness } from './config/business.js';
import type { Settings } from './config/settings.js';
import { Limits } from './limits/limits.js';
import type { Logger } from './log.js';
import { Drain } from './drain.js';
import { Metrics } from './metrics/metrics.js';
import { RefusalMetrics } from './metrics/refusal.metrics.js';
import { RedisService } from './redis/redis.service.js';
import { BUSINESS, CLOCK, LOG, SETTINGS } from './tokens.js';

/** Settings, business numbers, clock, log, tokens and Redis: for everyone. */
@Global()
@Module({})
export class PlatformModule {
  static with(settings: Settings, log: Logger): DynamicModule {
    const jwksUrl = settings.PROXIMA_JWKS_URL;
    const secret = jwksUrl ? undefined : readOrMakeSecret(settings.PROXIMA_JWT_SECRET, settings.PROXIMA_DATA_DIR);
    const business = readBusiness(settings.PROXIMA_CONFIG_DIR);
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: LOG, useValue: log },
      { provide: BUSINESS, useValue: business },
      { provide: Limits, useValue: new Limits(business.limits, settings.PROXIMA_CLOCK === 'server') },
      { provide: CLOCK, useValue: settings.PROXIMA_CLOCK === 'events' ? eventClock() : serverClock },
      {
        provide: TokenVerifier,
        useValue: new TokenVerifier({ secret, jwksUrl, adminToken: settings.PROXIMA_ADMIN_TOKEN }),
      },
      Metrics,
      RefusalMetrics,
      Drain,
      RedisService,
    ];
    return { module: PlatformModule, providers, exports: providers };
  }
}
