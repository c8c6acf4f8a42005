import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, problemType, Refused, type ErrorCode } from './contract/errors.js';
import type { Logger } from './platform/log.js';
import { LOG } from './platform/tokens.js';

/** Whatever goes wrong on HTTP leaves as RFC 9457 problem+json with a code of the one table. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') return;
    const http = host.switchToHttp();
    sendProblem(http.getResponse<FastifyReply>(), http.getRequest<FastifyRequest>().url, this.toRefused(error));
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
export function sendProblem(reply: FastifyReply, url: string, { code, message, issues }: Refused): void {
  const { status, title } = ERRORS[code];
  const problem = {
    type: problemType(code),
    title,
    status,
    code,
    detail: message,
    instance: url.split('?')[0],
    issues,
  };
  void reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY',
};
