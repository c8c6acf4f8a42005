import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../test/support/eventually.js';
import { createLog } from './platform/log.js';
import { startProcesses, type Running } from './processes.js';

let running: Running;

beforeAll(async () => {
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('../test/support/a-child-that-listens.mjs', import.meta.url)),
    execArgv: [],
  });
  running = await startProcesses(2, createLog('silent'));
});
afterAll(() => running.stop());

const workers = () => Object.values(cluster.workers!).map((worker) => worker!);
const pids = () => workers().map((worker) => worker.process.pid);

it('a message to a child that has just died does not end the parent', async () => {
  const [victim, other] = workers();
  victim!.process.kill('SIGKILL');
  // The parent is kept from noticing, as by any other work.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  expect(victim!.isConnected()).toBe(true);
  victim!.send('too late');
  await eventually(() => pids().length === 2 && !pids().includes(victim!.process.pid), 10_000);
  expect(pids()).toContain(other!.process.pid);
});
