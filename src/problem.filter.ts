import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused, type ErrorCode } from './contract/errors.js';
import { problemOf } from './contract/problem.js';
import type { Logger } from './platform/log.js';
import { RefusalMetrics } from './platform/metrics/refusal.metrics.js';
import { LOG } from './platform/tokens.js';

/** Whatever goes wrong on HTTP leaves as RFC 9457 problem+json with a code of the one table. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Logger,
    private readonly refusals: RefusalMetrics,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') return;
    const http = host.switchToHttp();
    const refused = this.toRefused(error);
    this.refusals.count(refused.code, 'http');
    sendProblem(http.getResponse<FastifyReply>(), http.getRequest<FastifyRequest>().url, refused);
  }

  private toRefused(error: unknown): Refused {
    if (error instanceof Refused) return error;
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
    if (status === undefined || status >= 500) {
      this.log.error(error, 'a request failed');
      return new Refused('INTERNAL');
    }
    return new Refused(BY_STATUS[status] ?? 'INVALID_MESSAGE', (error as Error).message);
  }
}

/** For the router's own refusals too: a path that cannot be read never gets as far as the filter. */
export function sendProblem(reply: FastifyReply, url: string, refused: Refused): void {
  const { status, headers, body } = problemOf(refused, url);
  void reply.status(status).headers(headers).send(body);
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  408: 'TOO_SLOW',
  429: 'RATE_LIMITED',
};
