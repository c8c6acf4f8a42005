import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyPluginAsync } from 'fastify';
import { DemoController } from './demo.controller.js';
import { PageFiles } from './page-files.js';
import { PagesController } from './pages.controller.js';

@Module({
  controllers: [PagesController, DemoController],
  providers: [{ provide: PageFiles, useFactory: () => new PageFiles() }],
})
export class PagesModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly files: PageFiles,
  ) {}

  /** Only lends `sendFile`: which files there are to send is for the controllers to say. */
  onModuleInit(): void {
    // Not awaited: that would start Fastify before Nest has given it the handler of errors.
    void this.host.httpAdapter.getInstance().register(fastifyStatic as FastifyPluginAsync<FastifyStaticOptions>, {
      root: this.files.assetFolder,
      serve: false,
      cacheControl: false,
      dotfiles: 'ignore',
      index: false,
      preCompressed: true,
    });
  }
}
