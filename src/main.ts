import './platform/young-objects.js';
import cluster from 'node:cluster';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SegmentState } from './archive/segment-state.js';
import { createApp } from './create-app.js';
import { createWorker } from './create-worker.js';
import { processCount, readSettings, type Settings } from './platform/config/settings.js';
import { createLog, type Logger } from './platform/log.js';
import { RedisService } from './platform/redis/redis.service.js';
import { startProcesses, type Running } from './processes.js';
import { stopEngine } from './stop-engine.js';
import { WorkerThread } from './worker-thread.js';

/** Faults that the operator can mend are told in their own words, without a stack. */
const TOLD_PLAINLY = new Set([
  'SettingsError',
  'EmbeddedRedisError',
  'ModelFault',
  'CatalogFault',
  'UnknownColumnError',
]);

async function startEngine(settings: Settings, log: Logger): Promise<Running> {
  const app = await createApp(settings, log);
  await app.listen(settings.PORT, settings.HOST);
  const { port } = app.getHttpServer().address() as { port: number };
  const worker = settings.PROXIMA_ROLE === 'all' ? startWorkerBeside(app, settings, log) : undefined;
  return { port, stop: () => stopEngine(app, log, worker) };
}

function startWorkerBeside(app: NestFastifyApplication, settings: Settings, log: Logger): WorkerThread {
  const worker = new WorkerThread(
    { ...settings, REDIS_URL: app.get(RedisService).address },
    log,
    app.get(SegmentState),
  );
  worker.start();
  return worker;
}

/** Writes segments and listens to nobody. */
async function startWorker(settings: Settings, log: Logger): Promise<Running> {
  const worker = await createWorker(settings, log);
  return { port: 0, stop: () => worker.close() };
}

function start(settings: Settings, log: Logger): Promise<Running> {
  return settings.PROXIMA_ROLE === 'worker' ? startWorker(settings, log) : startEngine(settings, log);
}

try {
  const settings = readSettings(process.env);
  const log = createLog(settings.LOG_LEVEL);
  const count = processCount(settings);
  const isParent = cluster.isPrimary && count > 1;
  const { port, stop } = isParent ? await startProcesses(count, log) : await start(settings, log);
  if (!cluster.isWorker) log.info({ port, host: settings.HOST, processes: count }, 'listening');
  process.send?.({ type: 'listening', port });

  // Node's own words would show the message that the fault was met in.
  process.on('uncaughtException', (error) => {
    log.fatal(error, 'the process ends on a fault that nobody expected');
    process.exit(1);
  });

  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(
        () => process.exit(0),
        (error: Error) => {
          log.error(error, 'the way out was not in order');
          process.exit(1);
        },
      );
    });
  }
  // The parent of a command that was killed can stop nothing any more.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
} catch (error) {
  const { constructor, syscall } = error as NodeJS.ErrnoException;
  // What the operating system refuses (a port in use, a folder that cannot be written) needs no stack either.
  const plain = TOLD_PLAINLY.has(constructor.name) || syscall !== undefined;
  // What a child could not do, it has told already.
  if ((error as Error).name !== 'ChildEnded') console.error(plain ? (error as Error).message : error);
  process.exit(1);
}
