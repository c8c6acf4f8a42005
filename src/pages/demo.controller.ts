import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import { demoTokenQuery, type DemoToken } from '../contract/pages.js';
import { parseMessage } from '../contract/parse.js';
import { Open } from '../platform/auth/bearer.guard.js';
import { readOrMakeSecret } from '../platform/auth/secret.js';
import { signToken } from '../platform/auth/sign-token.js';
import type { Settings } from '../platform/config/settings.js';
import { SETTINGS } from '../platform/tokens.js';

/** Short: a page asks again when it needs a new one. */
const TTL_SECONDS = 900;

/** Tokens for everyone, where everything is invented. */
@Controller('demo')
export class DemoController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get('token')
  @Open()
  @Header('cache-control', 'no-store')
  async token(@Query() query: unknown): Promise<DemoToken> {
    const { PROXIMA_DEMO, PROXIMA_JWT_SECRET, PROXIMA_DATA_DIR } = this.settings;
    if (!PROXIMA_DEMO) throw new Refused('NOT_FOUND', 'Only the demo gives tokens to everyone (PROXIMA_DEMO)');
    const asked = parseMessage(demoTokenQuery, query);
    const expiresAt = new Date(Date.now() + TTL_SECONDS * 1000).toISOString();
    const token = await signToken({
      secret: readOrMakeSecret(PROXIMA_JWT_SECRET, PROXIMA_DATA_DIR),
      role: asked.role,
      subject: asked.role === 'device' ? asked.customer : 'demo',
      ttlSeconds: TTL_SECONDS,
    });
    return { token, expiresAt };
  }
}
