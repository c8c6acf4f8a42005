import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok, warning, type Finding } from './finding.js';

const SCARCE_BYTES = 1024 ** 3;
const TOO_FEW_BYTES = 100 * 1024 ** 2;
const ANSWER_WITHIN_MS = 2_000;
const GIB = 1024 ** 3;
/** No clock of a machine that runs this is earlier. */
const WRITTEN = Date.UTC(2026, 0, 1);

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok(`Node.js ${version}`);
  return failed(`Node.js ${version} is too old`, 'install 20.19 or newer from https://nodejs.org');
}

export function checkDataFolder(folder: string): Finding {
  let place = resolve(folder);
  while (!existsSync(place)) place = dirname(place);
  if (!statSync(place).isDirectory())
    return failed(`${place} is a file`, 'set PROXIMA_DATA_DIR to a folder, or move the file away');
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return failed(`${place} cannot be written`, 'give it to the user of the engine, or set PROXIMA_DATA_DIR');
  }
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const found = `${folder} can be written, ${(free / GIB).toFixed(1)} GiB free`;
  if (free < TOO_FEW_BYTES) return failed(found, 'make room on that disk: Redis stops when it cannot write');
  return free < SCARCE_BYTES ? warning(found, 'make room on that disk before Redis stops') : ok(found);
}

export function checkTime(now = Date.now()): Finding {
  if (now < WRITTEN)
    return failed('the clock of this machine is years behind', 'set it by NTP: tokens and caps count on it');
  const hourIn = (timeZone: string, month: number) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hour12: false }).format(
      Date.UTC(2026, month, 15, 12),
    );
  const hours = [hourIn('Europe/Berlin', 0), hourIn('Europe/Berlin', 6), hourIn('America/New_York', 0)];
  if (hours.join() === '13,14,07') return ok('the clock is plausible, time zones are known');
  return failed('the time zone data is wrong', 'use a Node.js with full ICU; quiet hours hang on it');
}

export async function checkPort(host: string, port: number): Promise<Finding> {
  if (port === 0 || (await isFree(host, port))) return ok(port === 0 ? 'any free port' : `${host}:${port} is free`);
  const at = `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
  const asked = fetch(`${at}/health/ready`)
    .then((reply) => reply.json() as Promise<{ status?: string; reasons?: string[] }>)
    .catch(() => undefined);
  // A timer of our own: what answers there may be anything, and keep us waiting in any way.
  const health = await Promise.race([asked, sleep(ANSWER_WITHIN_MS, undefined)]);
  if (health?.status === 'ready') return ok(`an engine answers at ${host}:${port} and is ready`);
  if (Array.isArray(health?.reasons)) {
    const reasons = health.reasons.join(', ');
    return warning(`an engine answers at ${host}:${port}, not ready: ${reasons}`, 'see its log and the checks above');
  }
  return failed(`${host}:${port} is used by another program, or may not be used`, 'set PORT and HOST to others');
}

function isFree(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
