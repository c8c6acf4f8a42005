import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import { capsCatalog } from './caps-catalog.js';
import { writeEditedConfig } from './edited-config.js';
import { withPrivateRedis } from './private-redis.js';
import { withTempFolder } from './temp-folder.js';
import { trafficSettings, withTrafficEngine } from './traffic-engine.js';

/** An engine that gives tokens by itself and always has an offer on the Alexanderplatz, at any hour, on the real clock. */
export function withOfferingEngine<T>(work: (engine: EngineProcess) => Promise<T>): Promise<T> {
  return withTempFolder((folder) =>
    withPrivateRedis(folder, async (redis) => {
      const catalog = join(folder, 'offers.json');
      await writeFile(catalog, JSON.stringify(capsCatalog()));
      const config = await writeEditedConfig(join(folder, 'config'), {
        // From and to are the same minute: never.
        'contact.quietHours': { from: '03:00', to: '03:00' },
        'arbitration.exploration': { kind: 'epsilon-greedy', epsilon: 0 },
      });
      const settings = await trafficSettings(folder, redis.url);
      const env = {
        ...settings,
        PROXIMA_CLOCK: 'server',
        PROXIMA_DEMO: 'true',
        PROXIMA_CATALOG: catalog,
        PROXIMA_CONFIG_DIR: config,
      };
      return withTrafficEngine(env, work);
    }),
  );
}
