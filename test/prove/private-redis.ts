import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PrivateRedis {
  url: string;
  pid: number;
}

const START_TIMEOUT_MS = 30_000;

/** A Redis of our own on a free port of the loopback interface, in memory only, for the time of `work`. */
export async function withPrivateRedis<T>(folder: string, work: (redis: PrivateRedis) => Promise<T>): Promise<T> {
  const port = await freePort();
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  const gone = once(child, 'exit');
  gone.catch(() => undefined);
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  try {
    await answering(port, gone);
    return await work({ url: `redis://127.0.0.1:${port}`, pid: child.pid! });
  } finally {
    if (child.kill('SIGTERM')) await gone.catch(() => undefined);
    process.off('exit', killNow);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(port: number, gone: Promise<unknown>): Promise<void> {
  const ended = gone.then(
    () => 'ended' as const,
    (error: Error) => error,
  );
  for (const untilMs = performance.now() + START_TIMEOUT_MS; performance.now() < untilMs;) {
    const outcome = await Promise.race([ended, accepts(port)]);
    if (outcome === true) return;
    if (outcome instanceof Error) throw new Error(`redis-server cannot be started: ${outcome.message}`);
    if (outcome === 'ended') throw new Error('redis-server ended at once');
    await sleep(50);
  }
  throw new Error(`redis-server did not answer within ${START_TIMEOUT_MS} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
