import 'reflect-metadata';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Settings } from './platform/config/settings.js';
import { nestLogger, type Logger } from './platform/log.js';
import { SocketAdapter } from './platform/socket.adapter.js';

const BODY_LIMIT_BYTES = 1024 * 1024;

/** The engine, wired and ready to listen: for `main` and for tests alike. */
export async function createApp(settings: Settings, log: Logger): Promise<NestFastifyApplication> {
  const fastify = new FastifyAdapter({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, log), fastify, {
    logger: nestLogger(log),
    abortOnError: false,
  });
  await app.register(helmet);
  app.useWebSocketAdapter(new SocketAdapter(app));
  return app;
}
