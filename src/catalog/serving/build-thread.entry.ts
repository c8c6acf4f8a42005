import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import type { BuildNews, BuildOrder } from './build-thread.js';
import { buffersOf } from './columns.js';
import { VersionBuild } from './version-build.js';

// Linux counts this for the thread alone: decisions go first where all cores are busy. Elsewhere it would slow the engine.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const port = parentPort!;
const { head, version } = workerData as BuildOrder;
const build = new VersionBuild(head);
let taken = 0;
const finishIfAll = () => {
  if (taken < head.blocks) return;
  const parts = build.finish(version) ?? 'other';
  // All of the memory goes over to the engine's thread.
  port.postMessage({ parts } satisfies BuildNews, buffersOf(parts));
};

port.on('message', (packed: Uint8Array) => {
  build.take(gunzipSync(packed));
  taken += 1;
  port.postMessage({ taken } satisfies BuildNews);
  finishIfAll();
});
finishIfAll();
