import { pino, type DestinationStream, type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';
import { tellFault } from './told-fault.js';

/** Logs hold no position, token or profile: nothing of a message is ever logged, only codes, ids of decisions and times. */
export function createLog(level: string, stream?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    serializers: { err: tellFault },
    redact: ['lat', 'lng', 'token', 'authorization', 'profile', '*.lat', '*.lng', '*.token'],
  };
  return stream ? pino(options, stream) : pino(options);
}

export type { Logger };

/** Nest's own lines in the same stream; its start-up chatter counts as debug. */
export function nestLogger(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(String(message)),
    error: (message: unknown) =>
      message instanceof Error ? log.error(message, 'Nest met a fault') : log.error(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
  };
}
