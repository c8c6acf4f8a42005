import { pino, type DestinationStream, type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';

/** Logs hold no position, token or profile: nothing of a message is ever logged, only codes, ids of decisions and times. */
export function createLog(level: string, stream?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    redact: ['lat', 'lng', 'token', 'authorization', 'profile', '*.lat', '*.lng', '*.token'],
  };
  return stream ? pino(options, stream) : pino(options);
}

export type { Logger };

/** Nest's own lines in the same stream; its start-up chatter counts as debug. */
export function nestLogger(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(String(message)),
    error: (message: unknown, stack?: unknown) =>
      log.error({ stack: message instanceof Error ? message.stack : stack }, String(message)),
    warn: (message: unknown) => log.warn(String(message)),
  };
}
