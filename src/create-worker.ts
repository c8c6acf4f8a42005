import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Settings } from './platform/config/settings.js';
import { nestLogger, type Logger } from './platform/log.js';
import { WorkerModule } from './worker.module.js';

/** Who writes segments, and listens to nobody. */
export function createWorker(settings: Settings, log: Logger): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WorkerModule.with(settings, log), {
    logger: nestLogger(log),
    abortOnError: false,
  });
}
