import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogInput } from '../../src/contract/catalog.js';
import { TOWN } from './catalog.js';
import { writeConfig, type LimitsYaml, type PolicyYaml } from './config.js';
import type { TestRedis } from './redis.js';
import { SECRET } from './tokens.js';

export interface EngineConfig {
  readonly catalog?: CatalogInput;
  readonly policy?: (policy: PolicyYaml) => void;
  readonly limits?: LimitsYaml;
}

/** What a built engine needs, in a folder of its own. */
export class EngineFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'px-engine-'));

  env(redis: TestRedis, { catalog = TOWN, policy, limits }: EngineConfig = {}): Record<string, string> {
    const catalogPath = join(this.path, 'catalog.json');
    writeFileSync(catalogPath, JSON.stringify(catalog));
    return {
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: join(this.path, 'data'),
      PROXIMA_CONFIG_DIR: writeConfig(this.path, policy, limits),
      PROXIMA_CATALOG: catalogPath,
      PROXIMA_JWT_SECRET: SECRET,
      LOG_LEVEL: 'warn',
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
