import type { FastifyInstance } from 'fastify';
import { Refused } from '../../contract/errors.js';
import { endWithProblem } from './raw-problem.js';

/** Ends requests whose body does not come in time; those to `exempt` have the time that the server gives to all. */
export function limitSlowBodies(
  fastify: FastifyInstance,
  timeoutMs: number,
  exempt: ReadonlySet<string | undefined>,
): void {
  fastify.addHook('onRequest', ({ raw, url, headers, routeOptions }, _reply, done) => {
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && !exempt.has(routeOptions.url) && !raw.complete) {
      const timer = setTimeout(() => endWithProblem(raw.socket, new Refused('TOO_SLOW'), url), timeoutMs);
      raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
    }
    done();
  });
}
