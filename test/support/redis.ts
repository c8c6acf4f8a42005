import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';

/** A private redis-server on a unix socket: nothing is kept, and it can be killed and suspended at will. */
export class TestRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'px-test-'));
  readonly socketPath = join(this.#folder, 'r.sock');
  readonly client = new Redis({ path: this.socketPath, lazyConnect: true, retryStrategy: () => 20 });
  #server?: ChildProcess;

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis();
    redis.client.on('error', () => undefined);
    await redis.launch();
    return redis;
  }

  /** Starts the server, or starts it again, on the same socket, with `options` of redis.conf on top; returns when it answers. */
  async launch(...options: string[]): Promise<void> {
    if (this.isRunning) return;
    const args = ['--port', '0', '--unixsocket', this.socketPath, '--save', '', '--appendonly', 'no'];
    args.push('--dir', this.#folder, '--daemonize', 'no', ...options);
    this.#server = spawn('redis-server', args, { stdio: 'ignore' });
    const failed = once(this.#server, 'error').then(([error]) => Promise.reject(error as Error));
    await Promise.race([eventually(() => this.answers()), failed]);
  }

  get isRunning(): boolean {
    return this.#server?.exitCode === null && this.#server.signalCode === null;
  }

  suspend(): void {
    this.#server?.kill('SIGSTOP');
  }

  resume(): void {
    this.#server?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (!server || !this.isRunning) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    return this.client.ping().then(
      () => true,
      () => false,
    );
  }
}
