import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Refused } from '../contract/errors.js';
import type { PageSetup } from '../contract/pages.js';
import { Open } from '../platform/auth/bearer.guard.js';
import type { Clock } from '../platform/clock.js';
import type { Settings } from '../platform/config/settings.js';
import { CLOCK, SETTINGS } from '../platform/tokens.js';
import { PageFiles } from './page-files.js';
import { ASSET_CACHING, MAP_CACHING, PAGE_CACHING, PAGE_POLICY } from './page-policy.js';

const STREETS = 'streets.pmtiles';

/** The pages and all that they are made of, open to everyone: they hold nothing of any customer. */
@Controller()
export class PagesController {
  readonly #mapFolder: string;

  constructor(
    private readonly files: PageFiles,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#mapFolder = resolve(settings.PROXIMA_DATA_DIR, 'maps');
  }

  @Get('phone')
  @Open()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('cache-control', PAGE_CACHING)
  phone(): string {
    return this.files.page('phone');
  }

  @Get('city')
  @Open()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('cache-control', PAGE_CACHING)
  city(): string {
    return this.files.page('city');
  }

  @Get('assets/:name')
  @Open()
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    if (!this.files.hasAsset(name)) throw new Refused('NOT_FOUND', 'No page has such an asset');
    // A worker is bound by the policy that its own script comes with.
    void reply
      .header('content-security-policy', PAGE_POLICY)
      .header('cache-control', ASSET_CACHING)
      .header('vary', 'accept-encoding')
      .sendFile(name, this.files.assetFolder);
  }

  /** Streets, when the operator has put a file of them there. Answers ranges, as pmtiles asks for them. */
  @Get(`maps/${STREETS}`)
  @Open()
  streets(@Res() reply: FastifyReply): void {
    if (!this.hasStreets()) throw new Refused('NOT_FOUND', `There is no ${STREETS} in the folder of maps`);
    void reply.header('cache-control', MAP_CACHING).sendFile(STREETS, this.#mapFolder);
  }

  @Get('console/setup')
  @Open()
  @Header('cache-control', 'no-store')
  setup(): PageSetup {
    return {
      demo: this.settings.PROXIMA_DEMO,
      clock: this.clock.kind,
      now: new Date(this.clock.now()).toISOString(),
      streets: this.hasStreets(),
    };
  }

  private hasStreets(): boolean {
    return existsSync(join(this.#mapFolder, STREETS));
  }
}
