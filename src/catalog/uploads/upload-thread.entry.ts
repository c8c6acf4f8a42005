import 'reflect-metadata';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { readBusiness } from '../../platform/config/business.js';
import { createLog } from '../../platform/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { RedisService } from '../../platform/redis/redis.service.js';
import { StateStore } from '../../state/state-store.js';
import { CatalogRepository } from '../catalog.repository.js';
import { Unreadable } from '../import/unreadable.js';
import { VersionRepository } from '../version.repository.js';
import type { ThreadTask, ThreadWord } from './upload-thread.js';
import { UploadJob } from './upload.job.js';
import { UploadRepository } from './upload.repository.js';

// Linux counts this for the thread alone: it works when decisions leave the time for it.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const { settings, tenant, record, folder, draft } = workerData as ThreadTask;
const tell = (word: ThreadWord) => parentPort!.postMessage(word);

// Put together by hand: to load Nest and all of the platform would take most of the time of a small file.
const redis = new RedisService(settings, createLog(settings.LOG_LEVEL).child({ thread: 'upload' }));
await redis.start();
const store = new StateStore(redis, new Metrics());
const job = new UploadJob(
  new UploadRepository(store),
  new CatalogRepository(store),
  new VersionRepository(store),
  settings,
  readBusiness(settings.PROXIMA_CONFIG_DIR),
);
try {
  tell({ result: await job.run(tenant, record, { folder, draft }, (rows) => tell({ rows })) });
} catch (error) {
  if (!(error instanceof Unreadable)) throw error;
  // Where we keep it is nobody's business.
  const message = error.message.replaceAll(join(folder, 'file'), record.name ?? 'the file');
  tell({ refused: { code: error.code, message, about: error.about } });
} finally {
  await redis.onApplicationShutdown();
}
