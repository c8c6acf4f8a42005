import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Drain } from './platform/drain.js';
import type { WorkerThread } from './worker-thread.js';

/** A drain and a close that take longer than this have met something that will not end. */
const STOP_WITHIN_MS = 9_500;

/** Takes the engine out of service in order: see `Drain`; then the worker ends, and the server, the model and Redis are let go. */
export async function stopEngine(app: NestFastifyApplication, worker?: WorkerThread): Promise<void> {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  await app.get(Drain).run();
  await worker?.stop();
  await app.close();
}
