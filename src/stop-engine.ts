import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Drain } from './platform/drain.js';
import type { Logger } from './platform/log.js';
import type { WorkerThread } from './worker-thread.js';

/** A drain and a close that take longer than this have met something that will not end. */
const STOP_WITHIN_MS = 9_500;
const SWEEP_MS = 100;

/** Takes the engine out of service in order: see `Drain`; then the worker ends, and the server, the model and Redis are let go. */
export async function stopEngine(app: NestFastifyApplication, log: Logger, worker?: WorkerThread): Promise<void> {
  let waitsFor = 'the drain';
  const giveUp = () => {
    log.error({ waitsFor }, 'the way out took too long and was cut short');
    process.exit(1);
  };
  setTimeout(giveUp, STOP_WITHIN_MS).unref();
  await app.get(Drain).run();
  waitsFor = 'the worker';
  await worker?.stop();
  waitsFor = 'the server, the model and Redis';
  // Fastify closes the connections that there are when it begins to close, and then waits for those that came after.
  const sweep = setInterval(() => app.getHttpServer().closeAllConnections(), SWEEP_MS);
  await app.close();
  clearInterval(sweep);
}
