import { cpus, totalmem } from 'node:os';
import type { Redis } from 'ioredis';

/** What the figures were measured on; without it they say nothing. */
export interface Machine {
  cores: number;
  model: string;
  memoryGib: number;
  node: string;
  redis: string;
}

export async function describeMachine(redis: Redis): Promise<Machine> {
  const cores = cpus();
  return {
    cores: cores.length,
    model: cores[0]?.model.trim() || 'unknown processor',
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.versions.node,
    redis: /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? 'unknown',
  };
}

export function machineWords({ cores, model, memoryGib, node, redis }: Machine): string {
  return `${cores} cores, ${model}, ${memoryGib} GiB; Node ${node}, Redis ${redis}`;
}
