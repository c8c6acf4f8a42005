import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { EmbeddedRedisError } from './embedded-redis.error.js';

const BINARY_NAMES = ['redis-server', 'valkey-server'];
const WAYS_OUT =
  'Install one ("apt-get install redis-server" or "brew install redis"), ' +
  'name it in PROXIMA_REDIS_BIN, or set REDIS_URL to use a Redis of your own.';

/** Finds the server's binary: `PROXIMA_REDIS_BIN` when set, else redis-server, else valkey-server on the PATH. */
export function findRedisBinary(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['PROXIMA_REDIS_BIN'];
  if (named) return findNamed(named, env);
  for (const name of BINARY_NAMES) {
    const found = findOnPath(name, env);
    if (found) return found;
  }
  throw new EmbeddedRedisError(
    'REDIS_BINARY_MISSING',
    `Neither redis-server nor valkey-server is on the PATH. ${WAYS_OUT}`,
  );
}

function findNamed(named: string, env: NodeJS.ProcessEnv): string {
  const found = named.includes('/') ? resolve(named) : findOnPath(named, env);
  if (found && isExecutable(found)) return found;
  throw new EmbeddedRedisError(
    'REDIS_BINARY_MISSING',
    `PROXIMA_REDIS_BIN names "${named}", which is no executable file. ${WAYS_OUT}`,
  );
}

function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
