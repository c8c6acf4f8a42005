import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';
import { startEmbeddedRedis, type EmbeddedRedis } from './embedded-redis.js';
import { isProcessLiving, startTicksOf, UNKNOWN_START } from './process-liveness.js';
import { askRedis } from './redis-ask.js';

jest.setTimeout(30_000);

const SOURCES = dirname(fileURLToPath(import.meta.url));
/** `appendfsync everysec` may lose the last second. */
const FSYNC_MS = 1_300;

let home: string;
let dataDir: string;
let engines: ChildProcess[];
let stays: EmbeddedRedis[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'px-redis-spec-'));
  dataDir = join(home, 'data');
  engines = [];
  stays = [];
});

afterEach(async () => {
  engines.forEach((engine) => engine.kill('SIGKILL'));
  await Promise.all(stays.map((stay) => stay.stop()));
  rmSync(home, { recursive: true, force: true });
});

async function start(onLog?: (line: string) => void): Promise<EmbeddedRedis> {
  const stay = await startEmbeddedRedis(onLog ? { dataDir, onLog } : { dataDir });
  stays.push(stay);
  return stay;
}

const isLiving = (pid: number) => isProcessLiving(pid, UNKNOWN_START) && !isZombie(pid);

function isZombie(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

async function until(isTrue: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${String(isTrue)}`);
    await sleep(20);
  }
}

const isUp = (stay: { socketPath: string }) =>
  askRedis(stay.socketPath, ['PING']).then(
    (reply) => reply === 'PONG',
    () => false,
  );

/** Another OS process: the sources, stripped of their types, under plain node. */
async function startEngine(): Promise<{ engine: ChildProcess; pid: number; socketPath: string }> {
  const compiled = join(home, 'compiled');
  mkdirSync(compiled, { recursive: true });
  writeFileSync(join(compiled, 'package.json'), '{"type":"module"}');
  for (const name of readdirSync(SOURCES).filter((file) => file.endsWith('.ts') && !file.includes('.spec.'))) {
    const { code } = transformFileSync(join(SOURCES, name), {
      configFile: false,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    writeFileSync(join(compiled, name.replace(/\.ts$/, '.js')), code);
  }
  const program = `
    import { startEmbeddedRedis } from ${JSON.stringify(join(compiled, 'embedded-redis.js'))};
    const redis = await startEmbeddedRedis({ dataDir: ${JSON.stringify(dataDir)} });
    const life = setInterval(() => undefined, 1000);
    process.on('SIGTERM', () => redis.stop().then(() => clearInterval(life)));
    console.log(JSON.stringify({ pid: redis.pid, socketPath: redis.socketPath }));`;
  writeFileSync(join(compiled, 'engine.js'), program);
  const engine = spawn(process.execPath, [join(compiled, 'engine.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  engines.push(engine);
  const [line] = (await once(createInterface(engine.stdout!), 'line')) as [string];
  return { engine, ...(JSON.parse(line) as { pid: number; socketPath: string }) };
}

async function end(engine: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(engine, 'exit');
  engine.kill(signal);
  await ended;
}

describe('embedded Redis', () => {
  it('answers PING on a private socket, and leaves nothing behind in the temp dir', async () => {
    const stay = await start();
    expect(await isUp(stay)).toBe(true);
    expect(await askRedis(stay.socketPath, ['CONFIG', 'GET', 'port'])).toEqual(['port', '0']);
    expect(await askRedis(stay.socketPath, ['CONFIG', 'GET', 'appendonly'])).toEqual(['appendonly', 'yes']);
    await stay.stop();
    await stay.stop();
    expect(isLiving(stay.pid)).toBe(false);
    expect(existsSync(dirname(stay.socketPath))).toBe(false);
    expect(readdirSync(join(dataDir, 'redis', 'run')).sort()).toEqual(['members', 'redis.conf']);
  });

  it('keeps its data from one start to the next', async () => {
    const first = await start();
    await askRedis(first.socketPath, ['SET', 'word', 'kept']);
    await first.stop();
    const second = await start();
    expect(await askRedis(second.socketPath, ['GET', 'word'])).toBe('kept');
  });

  it('is healed after kill -9 of the server, with its data and on the same socket', async () => {
    const lines: string[] = [];
    const stay = await start((line) => lines.push(line));
    const { pid, socketPath } = stay;
    await askRedis(socketPath, ['SET', 'word', 'kept']);
    await sleep(FSYNC_MS);
    const killedAt = Date.now();
    process.kill(pid, 'SIGKILL');
    await until(() => stay.pid !== pid, 5_000);
    expect(Date.now() - killedAt).toBeLessThan(2_000);
    expect(stay.socketPath).toBe(socketPath);
    expect(await askRedis(socketPath, ['GET', 'word'])).toBe('kept');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`pid ${pid}`);
  });

  it('is healed by one member only when several are attached', async () => {
    const all = await Promise.all([start(), start(), start()]);
    const former = all[0].pid;
    expect(new Set(all.map((stay) => stay.pid)).size).toBe(1);
    process.kill(former, 'SIGKILL');
    await until(() => all.every((stay) => stay.pid !== former), 5_000);
    expect(new Set(all.map((stay) => stay.pid)).size).toBe(1);
  });

  it('backs off, says so and goes on trying while the server cannot start', async () => {
    const lines: string[] = [];
    const stay = await start((line) => lines.push(line));
    const { pid } = stay;
    const path = process.env['PATH'];
    process.env['PATH'] = home;
    try {
      process.kill(pid, 'SIGKILL');
      await until(() => lines.filter((line) => line.includes('next try in')).length >= 2, 5_000);
    } finally {
      process.env['PATH'] = path;
    }
    await until(() => stay.pid !== pid, 5_000);
    expect(await isUp(stay)).toBe(true);
  });

  it('is shared by two OS processes, and stopped by the one that leaves last', async () => {
    const engine = await startEngine();
    const stay = await start();
    expect(stay.pid).toBe(engine.pid);
    expect(stay.socketPath).toBe(engine.socketPath);
    await end(engine.engine, 'SIGTERM');
    expect(await isUp(stay)).toBe(true);
    await stay.stop();
    expect(isLiving(stay.pid)).toBe(false);
    expect(existsSync(dirname(stay.socketPath))).toBe(false);
  });

  it('outlives an engine that is killed while another is attached, and is healed by the other', async () => {
    const engine = await startEngine();
    const stay = await start();
    await end(engine.engine, 'SIGKILL');
    await sleep(3_000); // the guard has looked at least once
    expect(stay.pid).toBe(engine.pid);
    expect(await isUp(stay)).toBe(true);
    process.kill(engine.pid, 'SIGKILL');
    await until(() => stay.pid !== engine.pid, 5_000);
    await stay.stop();
    expect(existsSync(dirname(stay.socketPath))).toBe(false);
  });

  it('is adopted by the engine that comes back at once after a kill -9', async () => {
    const engine = await startEngine();
    await askRedis(engine.socketPath, ['SET', 'word', 'kept']);
    await end(engine.engine, 'SIGKILL');
    const stay = await start();
    expect(stay.pid).toBe(engine.pid);
    await sleep(3_000);
    expect(await askRedis(stay.socketPath, ['GET', 'word'])).toBe('kept');
  });

  it('does not live on when all engines were killed', async () => {
    const engine = await startEngine();
    await end(engine.engine, 'SIGKILL');
    await until(() => !isLiving(engine.pid), 8_000);
    await until(() => !existsSync(dirname(engine.socketPath)), 3_000);
  });

  it('is not misled by the record, member and lock of a process that is gone', async () => {
    const first = await start();
    await first.stop();
    const run = join(dataDir, 'redis', 'run');
    const gone = `${'0'.repeat(8)}.${process.pid}.1.1`;
    const living = { pid: process.pid, startTicks: startTicksOf(process.pid), socketPath: first.socketPath };
    writeFileSync(join(run, 'server.json'), JSON.stringify({ ...living, redisDir: '/elsewhere', realm: 'other' }));
    writeFileSync(join(run, 'members', gone), '');
    utimesSync(join(run, 'members', gone), 1, 1);
    symlinkSync(gone, join(run, 'lock'));
    const stay = await start();
    expect(stay.pid).not.toBe(process.pid);
    expect(await isUp(stay)).toBe(true);
    await stay.stop();
    expect(readdirSync(join(run, 'members'))).toEqual([]);
  });

  it('works below a very deep data dir', async () => {
    dataDir = join(home, ...Array.from({ length: 12 }, () => 'a rather "long" folder'), 'data');
    const stay = await start();
    expect(Buffer.byteLength(stay.socketPath)).toBeLessThan(100);
    expect(await isUp(stay)).toBe(true);
  });

  it('survives that its data dir is removed under it: stop() still ends it', async () => {
    const stay = await start();
    rmSync(dataDir, { recursive: true, force: true });
    await stay.stop();
    expect(isLiving(stay.pid)).toBe(false);
    expect(existsSync(dirname(stay.socketPath))).toBe(false);
  });
});
