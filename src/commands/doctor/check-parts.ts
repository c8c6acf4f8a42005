import { readFileSync } from 'node:fs';
import { checkCatalog } from '../../catalog/check-catalog.js';
import { configuredFields, OPEN_FIELDS, type RuleFields } from '../../catalog/rule-language/rule-fields.js';
import { readBusiness } from '../../platform/config/business.js';
import { findRedisBinary } from '../../platform/redis/embedded/redis-binary.js';
import { inspectRedis, type RedisReport } from '../../platform/redis/inspect-redis.js';
import { checkModel } from '../../scoring/check-model.js';
import { failed, ok, warning, wordsOf, type Finding } from './finding.js';

const SLOW_RUN_MS = 1;
const SLOW_PING_MS = 2;
const CLOCKS_APART_MS = 2_000;

export function checkConfig(folder: string): Finding {
  try {
    const { policy, touchpoints } = readBusiness(folder);
    return ok(`policy ${policy.version}, ${Object.keys(touchpoints).length} touchpoints`);
  } catch (error) {
    return failed(wordsOf(error), `mend these lines, or set PROXIMA_CONFIG_DIR`);
  }
}

export async function checkModelFolder(folder: string): Promise<Finding> {
  try {
    const { name, parityRows, runMs64 } = await checkModel(folder);
    const found = `${name}: hash and ${parityRows} parity rows hold, ${runMs64.toFixed(2)} ms for 64 rows`;
    return runMs64 <= SLOW_RUN_MS
      ? ok(found)
      : warning(found, 'it runs in a thread of its own; a smaller model is quicker');
  } catch (error) {
    return failed(wordsOf(error), 'get the version folder anew from the checkout, or set PROXIMA_MODELS_DIR');
  }
}

export async function checkRedis(url: string | undefined): Promise<Finding> {
  try {
    if (!url) return ok(`private, started with the engine from ${findRedisBinary()}`);
  } catch (error) {
    return failed(wordsOf(error), 'install redis-server, or set REDIS_URL');
  }
  try {
    return judge(await inspectRedis(url));
  } catch (error) {
    return failed(`no Redis answers at REDIS_URL: ${wordsOf(error)}`, 'start it, or mend the address and its password');
  }
}

function judge({ version, evictionPolicy, isAppendOnly, pingMs, clockAheadMs }: RedisReport): Finding {
  const found = `${version}, eviction ${evictionPolicy ?? 'not told'}, append-only ${isAppendOnly ?? 'not told'}, PING ${pingMs.toFixed(2)} ms`;
  const cures = [
    ...(evictionPolicy && evictionPolicy !== 'noeviction'
      ? ['set maxmemory-policy noeviction: consents and caps must not be pushed out']
      : []),
    ...(isAppendOnly === false ? ['set appendonly yes: consents must outlive a restart'] : []),
    ...(pingMs > SLOW_PING_MS ? ['bring it nearer: each decision asks it twice'] : []),
    ...(Math.abs(clockAheadMs) > CLOCKS_APART_MS ? ['set both clocks by NTP: they differ'] : []),
  ];
  return cures.length === 0 ? ok(found) : warning(found, cures.join('; '));
}

export function checkCatalogFile(path: string | undefined, configDir: string): Finding {
  if (!path) return ok('none named: offers come from Redis');
  try {
    const checked = checkCatalog(JSON.parse(readFileSync(path, 'utf8')), fieldsOf(configDir));
    if (checked.ok) return ok(`${path}: ${checked.file.offers.length} offers`);
    return failed(`${path}: ${checked.problems.length} problems`, `npm run catalog -- check ${path}`);
  } catch {
    return failed(`${path} cannot be read as JSON`, 'mend the file, or the path in PROXIMA_CATALOG');
  }
}

/** Faults of the folder itself are told by its own check. */
function fieldsOf(configDir: string): RuleFields {
  try {
    return configuredFields(readBusiness(configDir));
  } catch {
    return OPEN_FIELDS;
  }
}
