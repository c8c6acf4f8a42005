#!/usr/bin/env node
// What `npm run demo` and `npm test` call first, so that they work on a bare checkout: sees to the Node version, the npm
// packages, a Redis binary and the build, then runs the command. It runs before `npm ci`, hence it has no dependencies.
// It is silent when there is nothing to do; all it says goes to standard error, so the command's output stays clean.
//
//   node scripts/bootstrap.mjs [--build] [--no-redis] [-- command args…]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const LOCK_DIR = join(ROOT, '.proxima', 'bootstrap.lock');
const LOCK_NOTE = join(ROOT, 'node_modules', '.proxima-lock-hash');
const BUILD_NOTE = join(ROOT, 'dist', '.proxima-built');
const LOCK_RETRY_MS = 200;
/** A lock without an owner's pid is being made at this moment, or its maker died within that moment. */
const NAMELESS_LOCK_MS = 5_000;

/** What commands would otherwise leave behind outside the checkout: a compiler's cache, a device id and usage figures. */
const TIDY = {
  SWC_NATIVE_BINDING_CACHE: join(ROOT, 'node_modules', '.cache', 'swc'),
  ORT_DISABLE_TELEMETRY: '1',
};

class BootstrapError extends Error {}

const say = (line) => process.stderr.write(`proxima: ${line}\n`);
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

// ---- the way -------------------------------------------------------------------------------------------------------

function main(args) {
  const split = args.indexOf('--');
  const flags = split < 0 ? args : args.slice(0, split);
  const command = split < 0 ? [] : args.slice(split + 1);
  const unknown = flags.find((flag) => !['--build', '--no-redis'].includes(flag));
  if (unknown)
    throw new BootstrapError(`unknown option ${unknown}; known are --build, --no-redis and -- command args…`);

  checkNodeVersion();
  doUnlessDone(arePackagesInstalled, installPackages);
  if (!flags.includes('--no-redis')) doUnlessDone(isRedisAtHand, installRedis);
  if (flags.includes('--build')) doUnlessDone(isBuildFresh, build);
  if (command.length > 0) runCommand(command);
}

/** The check is cheap and needs no lock. The work is done by one process; the others wait and find it done. */
function doUnlessDone(isDone, work) {
  if (isDone()) return;
  const release = takeLock();
  try {
    if (!isDone()) work();
  } finally {
    release();
  }
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new BootstrapError(
    `Node.js ${process.versions.node} is too old: Proxima needs 20.19 or newer. ` +
      'Install a current one from https://nodejs.org or with your version manager.',
  );
}

// ---- npm packages --------------------------------------------------------------------------------------------------

function arePackagesInstalled() {
  if (!fs.existsSync(join(ROOT, 'node_modules'))) return false;
  const hash = packageLockHash();
  if (readText(LOCK_NOTE) === hash) return true;
  if (!isInstalledAsLocked()) return false;
  fs.writeFileSync(LOCK_NOTE, hash); // somebody ran npm by hand: nothing to do, and quicker to know next time
  return true;
}

function installPackages() {
  say('installing npm packages …');
  // The build needs the development packages, even where NODE_ENV is production.
  const hasLock = fs.existsSync(join(ROOT, 'package-lock.json'));
  const ended = run('npm', [hasLock ? 'ci' : 'install', '--include=dev']);
  if (ended !== 0) throw new BootstrapError('npm could not install the packages; its own words are above.');
  fs.mkdirSync(dirname(LOCK_NOTE), { recursive: true });
  fs.writeFileSync(LOCK_NOTE, packageLockHash());
}

/**
 * Compares the packages themselves with the lock file, leaving out what only other platforms get. npm writes its own note
 * at the end of an install, so without it one was broken off; its content may be ahead of the packages.
 */
function isInstalledAsLocked() {
  const isComplete = fs.existsSync(join(ROOT, 'node_modules', '.package-lock.json'));
  const locked = readJson(join(ROOT, 'package-lock.json'))?.packages;
  if (!isComplete || !locked) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const installed = readJson(join(ROOT, path, 'package.json'));
    return installed ? installed.version === entry.version : Boolean(entry.optional);
  });
}

function readJson(path) {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function packageLockHash() {
  const lock = readText(join(ROOT, 'package-lock.json')) ?? '';
  return createHash('sha256').update(lock).digest('hex');
}

// ---- Redis ---------------------------------------------------------------------------------------------------------

function isRedisAtHand() {
  if (process.env.REDIS_URL || process.env.PROXIMA_REDIS_BIN) return true; // a wrong one is the engine's to complain of
  return Boolean(findOnPath('redis-server') ?? findOnPath('valkey-server'));
}

function installRedis() {
  if (findOnPath('apt-get')) installRedisWithApt();
  else if (findOnPath('brew')) installRedisWithBrew();
  if (!isRedisAtHand()) throw redisMissing('no package manager here that this script knows (apt-get, brew)');
}

function installRedisWithBrew() {
  say('no redis-server here: installing it with "brew install redis" …');
  if (run('brew', ['install', 'redis']) !== 0) throw redisMissing('brew could not install it');
}

function installRedisWithApt() {
  const root = rootPrefix();
  if (!root)
    throw redisMissing('apt-get could install it, but this user is neither root nor has sudo without a password');
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=120'];
  const how = root.length > 0 ? 'with sudo' : 'as root';
  say(`no redis-server here: installing it with apt-get (${how}), without its system service …`);
  if (!aptPackage()) run(...asRoot(root, ['apt-get', ...quiet, 'update']));
  const name = aptPackage();
  if (!name) throw redisMissing('apt-get knows neither redis-server nor valkey-server');
  const install = ['apt-get', ...quiet, 'install', '-y', '--no-install-recommends', name];
  // Old lists may name files that the mirror no longer has: then new lists help.
  const installed =
    withoutService(root, name, install) ||
    (run(...asRoot(root, ['apt-get', ...quiet, 'update'])) === 0 && withoutService(root, name, install));
  if (!installed) throw redisMissing(`apt-get could not install ${name}; its own words are above`);
}

/**
 * Debian's package starts a server on port 6379 and at every boot, which nobody asked for. The package's scripts start
 * services by two commands, found on dpkg's PATH: for this one run, two that do nothing stand before them. That works
 * with and without systemd, leaves the machine's policy-rc.d alone, and nothing stays behind.
 */
function withoutService(root, name, install) {
  const idle = fs.mkdtempSync(join(os.tmpdir(), 'proxima-apt-'));
  try {
    for (const starter of ['invoke-rc.d', 'deb-systemd-invoke']) {
      fs.writeFileSync(join(idle, starter), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    }
    const dpkgPath = `DPkg::Path=${idle}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    const words = ['env', 'DEBIAN_FRONTEND=noninteractive', ...install, '-o', dpkgPath];
    if (run(...asRoot(root, words)) !== 0) return false;
  } finally {
    fs.rmSync(idle, { recursive: true, force: true });
  }
  run(...asRoot(root, ['systemctl', 'disable', `${name}.service`]), 'ignore');
  run(...asRoot(root, ['update-rc.d', name, 'disable']), 'ignore');
  return true;
}

function aptPackage() {
  return ['redis-server', 'valkey-server'].find((name) => {
    const policy = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    return /Candidate: (?!\(none\))\S/.test(policy.stdout ?? '');
  });
}

/** The words before a command that needs root; undefined when this user may not. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const maySudo = findOnPath('sudo') && run('sudo', ['-n', 'true'], 'ignore') === 0;
  return maySudo ? ['sudo', '-n'] : undefined;
}

function asRoot(root, words) {
  const [command, ...args] = [...root, ...words];
  return [command, args];
}

function redisMissing(reason) {
  return new BootstrapError(
    `Redis is missing: ${reason}.\n` +
      '  One of these helps:\n' +
      '  - install it: "sudo apt-get install redis-server", "brew install redis", or your system\'s redis or valkey package\n' +
      '  - name a binary: PROXIMA_REDIS_BIN=/path/to/redis-server\n' +
      '  - use a running Redis: REDIS_URL=redis://localhost:6379',
  );
}

// ---- build ---------------------------------------------------------------------------------------------------------

function isBuildFresh() {
  const sources = [
    'src',
    'test',
    'sdk/src',
    'sdk/package.json',
    'console/src',
    'console/scripts',
    'console/package.json',
    'console/tsconfig.json',
    'console/vite.config.js',
    'console/phone.html',
    'console/city.html',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'package.json',
  ];
  const newestSourceMs = Math.max(...sources.map((name) => newestChangeMs(join(ROOT, name))));
  return newestChangeMs(join(ROOT, 'dist')) >= newestSourceMs;
}

function build() {
  say('building …');
  const startedAt = new Date();
  if (run('npm', ['run', '--silent', 'build']) !== 0)
    throw new BootstrapError('the build failed; its words are above.');
  // What was changed while the build ran is not in it: so the note carries the time of the start, where dist is not newer.
  fs.mkdirSync(dirname(BUILD_NOTE), { recursive: true });
  fs.writeFileSync(BUILD_NOTE, '');
  fs.utimesSync(BUILD_NOTE, startedAt, startedAt);
}

/** Folders count too: a deleted file shows only there. 0 when there is nothing. */
function newestChangeMs(path) {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  if (!found || path.endsWith('.spec.ts')) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const below = fs.readdirSync(path).map((name) => newestChangeMs(join(path, name)));
  return Math.max(found.mtimeMs, ...below);
}

// ---- the lock ------------------------------------------------------------------------------------------------------

function takeLock() {
  fs.mkdirSync(dirname(LOCK_DIR), { recursive: true });
  let hasSaid = false;
  while (!tryLock()) {
    if (isLockDead()) fs.rmSync(LOCK_DIR, { recursive: true, force: true });
    else if (!hasSaid) say('waiting for another process that is preparing this checkout …');
    hasSaid = true;
    pause(LOCK_RETRY_MS);
  }
  return () => fs.rmSync(LOCK_DIR, { recursive: true, force: true });
}

function tryLock() {
  try {
    fs.mkdirSync(LOCK_DIR);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  fs.writeFileSync(join(LOCK_DIR, 'pid'), String(process.pid));
  return true;
}

function isLockDead() {
  const pid = Number(readText(join(LOCK_DIR, 'pid')));
  if (pid) return !isLiving(pid);
  const made = fs.statSync(LOCK_DIR, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > NAMELESS_LOCK_MS;
}

function isLiving(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// ---- the command ---------------------------------------------------------------------------------------------------

function runCommand([name, ...args]) {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  const file = name === 'node' ? process.execPath : name;
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...TIDY, PATH: path } });
  // A terminal sends Ctrl-C and the hang-up to the whole group: the command has it already, so only wait for it.
  const isToldByTerminal = hasTerminal();
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, isToldByTerminal ? () => undefined : forward);
  process.on('SIGTERM', forward);
  child.on('error', (error) => {
    say(`cannot run ${name}: ${error.message}`);
    process.exit(127);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + os.constants.signals[signal]));
}

function hasTerminal() {
  try {
    fs.closeSync(fs.openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

// ---- the system ----------------------------------------------------------------------------------------------------

/** Runs to the end and gives the exit code. Its standard output goes to ours of errors. */
function run(command, args, output = 2) {
  const ended = spawnSync(command, args, { cwd: ROOT, stdio: [output === 2 ? 'inherit' : 'ignore', output, output] });
  return ended.status ?? 1;
}

function findOnPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    fs.accessSync(path, fs.constants.X_OK);
    return fs.statSync(path).isFile();
  } catch {
    return false;
  }
}

function readText(path) {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
