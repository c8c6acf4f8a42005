import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Bait } from './bait.js';

/** What the processes did with files and the network, as the kernel was asked for it. */
export interface Calls {
  readonly lines: number;
  /** How often the file was opened that is there to be seen. */
  readonly seen: number;
  readonly probes: number;
  /** Bait that was touched, files that were written, connections that were made. */
  readonly forbidden: readonly string[];
}

const CHANGES =
  /^\d+ +(creat|mkdir|mkdirat|rename\w*|unlink\w*|symlink\w*|link|linkat|truncate|chmod|chown|mknod\w*)\(/;
const WRITES = /^\d+ +open(at2?)?\(.*O_(WRONLY|RDWR|CREAT|TRUNC)/;
const HARMLESS = /"\/dev\/(null|tty|urandom)"|"\/proc\/self\//;
const CONNECTS = /^\d+ +(connect|bind|sendto)\(.*AF_INET/;
const MOST_TOLD = 20;

/** @throws Error where strace is not at hand. */
export function needStrace(): void {
  if (spawnSync('strace', ['-V']).status !== 0)
    throw new Error('strace is needed to watch what is opened: apt-get install strace');
}

/** The arguments with which strace runs a command and all that comes of it. */
export function straceOf(output: string, command: readonly string[]): string[] {
  return [...OPTIONS, '--seccomp-bpf', '-e', 'trace=%file,connect,bind,sendto', '-o', output, ...command];
}

const OPTIONS = ['-f', '-qq', '-s', '300'];

/** Watches a process that runs already, and what it starts from now on. */
export async function watch(pid: number, output: string): Promise<{ stop(): Promise<void> }> {
  const watcher = spawn('strace', [...OPTIONS, '-e', 'trace=%file', '-o', output, '-p', String(pid)], {
    stdio: 'ignore',
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  if (watcher.exitCode !== null) throw new Error(`strace could not watch process ${pid}`);
  return { stop: () => stop(watcher) };
}

async function stop(watcher: ChildProcess): Promise<void> {
  if (watcher.exitCode !== null) return;
  watcher.kill('SIGINT');
  await once(watcher, 'exit');
}

/** @param mayWrite of an engine, which has files of its own to write, only the bait is forbidden. */
export async function readCalls(output: string, { tag, seen }: Bait, mayWrite = false): Promise<Calls> {
  const calls = { lines: 0, seen: 0, probes: 0, forbidden: [] as string[] };
  for await (const line of createInterface(createReadStream(output))) {
    calls.lines += 1;
    if (line.includes('execve(') && line.includes('probe.entry.js')) calls.probes += 1;
    if (line.includes(seen)) calls.seen += line.includes(' openat(') || line.includes(' open(') ? 1 : 0;
    else if (isForbidden(line, tag, mayWrite) && calls.forbidden.length < MOST_TOLD)
      calls.forbidden.push(line.slice(0, 200));
  }
  return calls;
}

function isForbidden(line: string, tag: string, mayWrite: boolean): boolean {
  if (line.includes(tag)) return true;
  if (mayWrite || HARMLESS.test(line)) return false;
  return CHANGES.test(line) || WRITES.test(line) || CONNECTS.test(line);
}
