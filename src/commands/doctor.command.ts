// `npm run doctor`: one page, each check with its cure. Exit code 0 when nothing failed, 1 otherwise.
import { readSettings, type Settings } from '../platform/config/settings.js';
import { checkDataFolder, checkNode, checkPort, checkTime } from './doctor/check-host.js';
import { checkCatalogFile, checkConfig, checkModelFolder, checkRedis } from './doctor/check-parts.js';
import { failed, ok, warning, wordsOf, type Finding } from './doctor/finding.js';

const SIGNS = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' } as const;
const NEEDS_SETTINGS = ['config', 'model', 'redis', 'data folder', 'port', 'catalog'] as const;

function tell(name: string, finding: Finding): Finding {
  console.log(`${SIGNS[finding.state]}  ${name.padEnd(12)} ${finding.found}`);
  if (finding.state !== 'ok') console.log(`      ${''.padEnd(12)} -> ${finding.cure}`);
  return finding;
}

async function examine(settings: Settings): Promise<Finding[]> {
  const { PROXIMA_CONFIG_DIR, PROXIMA_MODELS_DIR, REDIS_URL, PROXIMA_DATA_DIR, HOST, PORT, PROXIMA_CATALOG } = settings;
  return [
    tell('config', checkConfig(PROXIMA_CONFIG_DIR)),
    tell('model', await checkModelFolder(PROXIMA_MODELS_DIR)),
    tell('redis', await checkRedis(REDIS_URL)),
    tell('data folder', checkDataFolder(PROXIMA_DATA_DIR)),
    tell('port', await checkPort(HOST, PORT)),
    tell('catalog', checkCatalogFile(PROXIMA_CATALOG, PROXIMA_CONFIG_DIR)),
  ];
}

function settingsOrFault(): Settings | Finding {
  try {
    return readSettings(process.env);
  } catch (error) {
    return failed(wordsOf(error), 'mend them in the environment; docs/settings.md lists all');
  }
}

const findings = [tell('node', checkNode()), tell('time', checkTime())];
const settings = settingsOrFault();
if ('state' in settings) {
  findings.push(tell('settings', settings));
  const notLookedAt = warning('not looked at', 'mend the settings first');
  for (const name of NEEDS_SETTINGS) findings.push(tell(name, notLookedAt));
} else {
  findings.push(tell('settings', ok('all are well')), ...(await examine(settings)));
}
const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
console.log(JSON.stringify({ checks: findings.length, failed: count('failed'), warnings: count('warning') }));
// At once: a question to another program on the port may still be open.
process.exit(count('failed') > 0 ? 1 : 0);
