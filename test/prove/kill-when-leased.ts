import { Redis } from 'ioredis';
import type { OfferId, TenantId } from '../../src/core/types/ids.js';
import { keys } from '../../src/state/keys.js';

/**
 * A process of its own, since the one that asks is too busy to be on time: kills an engine as soon as so many are leased.
 * Arguments: Redis, offer, how many, the engine's process id. Says `ready` when it has begun to look.
 */
const [url, offer, count, pid] = process.argv.slice(2) as [string, string, string, string];
const redis = new Redis(url);
const key = keys.stockDeliveries('default' as TenantId, offer as OfferId);
await redis.ping();
process.send?.('ready');
while (Number((await redis.hget(key, '#l')) ?? 0) < Number(count));
process.kill(Number(pid), 'SIGKILL');
redis.disconnect();
process.disconnect();
