import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { endChild } from './child-process.js';

export interface PrivateRedis {
  pid: number;
  url: string;
  client: Redis;
  stop(): Promise<void>;
}

/**
 * A Redis of the bench's own on a free loopback port, as the engine starts it for itself: append-only file on, rewritten
 * from 256 MB, no snapshots. TCP and not a unix socket, because that is what a `REDIS_URL` mostly names.
 */
export async function startPrivateRedis(dataDir: string): Promise<PrivateRedis> {
  const port = await freePort();
  const child = spawn(
    'redis-server',
    [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dataDir, '--loglevel', 'warning'],
      ...['--save', '', '--appendonly', 'yes', '--auto-aof-rewrite-min-size', '256mb'],
    ],
    { stdio: 'ignore', detached: true },
  );
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (fault) => reject(new Error(`redis-server could not be started: ${fault.message}`)));
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
  });
  failed.catch(() => undefined);

  const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => 50 });
  // Refused connections are expected until the server listens.
  client.on('error', () => undefined);
  const stop = async () => {
    client.disconnect();
    await endChild(child);
  };
  try {
    await Promise.race([client.ping(), failed]);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { pid: child.pid!, url: `redis://127.0.0.1:${port}`, client, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      server.close(() => resolve(address.port));
    });
  });
}
