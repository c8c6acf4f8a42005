import 'reflect-metadata';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { Refused } from './contract/errors.js';
import { FILE_PATHS, takeRawUploads } from './platform/limits/raw-bodies.js';
import { limitSlowBodies } from './platform/limits/slow-bodies.js';
import type { Settings } from './platform/config/settings.js';
import { readBusiness } from './platform/config/business.js';
import { refuseExpectation, refuseUnreadable } from './platform/limits/raw-problem.js';
import { Drain } from './platform/drain.js';
import { nestLogger, type Logger } from './platform/log.js';
import { RefusalMetrics } from './platform/metrics/refusal.metrics.js';
import { sendProblem } from './problem.filter.js';
import { SocketAdapter } from './platform/socket.adapter.js';

/** How often those are looked for who take too long to send a request. */
const SLOW_CHECK_MS = 1_000;
/** Above every identifier, so that the schema says what is wrong with a long one, not the router. */
const PATH_PARAMETER_LIMIT = 512;

/** The engine, wired and ready to listen: for `main` and for tests alike. */
export async function createApp(settings: Settings, log: Logger): Promise<NestFastifyApplication> {
  const { connections, http, sizes } = readBusiness(settings.PROXIMA_CONFIG_DIR).limits;
  const fastify = new FastifyAdapter({
    bodyLimit: sizes.bodyBytes,
    // Of the slowest, which are uploads; all others are timed by `limitSlowBodies`.
    requestTimeout: Math.max(http.uploadSeconds, http.requestSeconds, connections.handshakeSeconds) * 1000,
    http: {
      headersTimeout: connections.handshakeSeconds * 1000,
      connectionsCheckingInterval: SLOW_CHECK_MS,
    },
    clientErrorHandler: refuseUnreadable,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: PATH_PARAMETER_LIMIT },
    frameworkErrors: ({ message }: Error, request: FastifyRequest, reply: FastifyReply) => {
      app.get(RefusalMetrics).count('INVALID_MESSAGE', 'http');
      sendProblem(reply, request.url, new Refused('INVALID_MESSAGE', message));
    },
  });
  // Only JSON is read: Nest's own parsers would take forms as well, which any page on the web may send.
  fastify.getInstance().removeContentTypeParser('text/plain');
  takeRawUploads(fastify.getInstance());
  limitSlowBodies(fastify.getInstance(), http.requestSeconds * 1000, FILE_PATHS);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, log), fastify, {
    logger: nestLogger(log),
    abortOnError: false,
    bodyParser: false,
  });
  fastify.getInstance().server.on('checkExpectation', refuseExpectation);
  await app.register(helmet);
  countRequests(app);
  app.useWebSocketAdapter(new SocketAdapter(app));
  return app;
}

/** A drain waits for each request that was taken; probes and metrics are answered to the end. */
function countRequests(app: NestFastifyApplication): void {
  const drain = app.get(Drain);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (drain.isClosed && request.url.startsWith('/v1/')) {
        app.get(RefusalMetrics).count('DRAINING', 'http');
        return void sendProblem(reply, request.url, new Refused('DRAINING'));
      }
      drain.enter();
      // Comes once, whether the answer was sent or the caller has gone.
      reply.raw.once('close', () => drain.leave());
      done();
    });
}
