import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { askRedis } from '../../src/platform/redis/embedded/redis-ask.js';
import { writeConfig } from '../support/config.js';
import { FaultProxy } from '../support/faults/fault-proxy.js';
import type { Cap, Operation } from '../support/faults/history.js';
import { RecordedPhone } from '../support/faults/recorded-phone.js';
import { TestRedis } from '../support/redis.js';
import { capsCatalog, SQUARE } from './caps-catalog.js';

const ENGINES = 2;
const CUSTOMERS = 300;
const REPORT_EVERY_MS = 1_000;
/** One customer in ten says no to marketing, and never may see a push. */
const REFUSES = 10;
const LONGEST_START_MS = 10_000;
/** Rolling, so that midnight changes nothing; so wide that nobody runs out of contacts before the last phase is over. */
export const CAPS: readonly Cap[] = [{ limit: 60, windowMs: 24 * 3_600_000 }];

/** What an operator's shell may have set would follow into the engines. Empty is unset. */
const NOTHING_FOREIGN = { PROXIMA_JWKS_URL: '', PROXIMA_ROLE: '', PROXIMA_CLOCK: '', PROXIMA_CRASH_AT: '' };

/** Two engines behind one bad link to a Redis of their own, and customers who report without waiting for answers. */
export class OutageWorld {
  readonly history: Operation[] = [];
  readonly engines: EngineProcess[] = [];
  readonly redis = new TestRedis();
  readonly #phones: RecordedPhone[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #proxy?: FaultProxy;
  #files = 0;
  disconnects = 0;

  get proxy(): FaultProxy {
    return this.#proxy!;
  }

  async start(folder: string): Promise<void> {
    this.redis.client.on('error', () => undefined);
    await this.launchEmpty();
    this.#proxy = await FaultProxy.start(this.redis.socketPath);
    const catalogFile = join(folder, 'catalog.json');
    writeFileSync(catalogFile, JSON.stringify(capsCatalog()));
    const configDir = writeConfig(folder, (policy) => {
      policy.contact.caps = CAPS.map(({ limit, windowMs }) => ({ limit, per: { hours: windowMs / 3_600_000 } }));
      Object.assign(policy.arbitration, { minPropensity: 0, pressureMinor: 0 });
    });
    const secret = randomBytes(32).toString('hex');
    for (let n = 0; n < ENGINES; n += 1) {
      const engine = await startEngineProcess({
        env: {
          ...NOTHING_FOREIGN,
          NODE_ENV: 'development',
          LOG_LEVEL: 'warn',
          REDIS_URL: this.proxy.url,
          PROXIMA_DATA_DIR: join(folder, `engine-${n}`),
          PROXIMA_CONFIG_DIR: configDir,
          PROXIMA_CATALOG: catalogFile,
          PROXIMA_JWT_SECRET: secret,
        },
      });
      this.engines.push(engine);
    }
    for (let n = 0; n < CUSTOMERS; n += 1) this.#phones.push(await this.connect(n, secret));
    await this.consentAll();
  }

  /** All but those who refuse; or half of them only, on each engine. */
  async consentAll(halfOnly = false): Promise<void> {
    const willing = (n: number) => n % REFUSES !== 0 && (!halfOnly || Math.floor(n / ENGINES) % 2 === 1);
    await Promise.all(this.#phones.map((phone, n) => (willing(n) ? phone.consentToAll() : phone.consent('location'))));
  }

  /** Open loop: a report a second from each, spread over the second, whatever came of the one before. */
  report(): void {
    for (const [n, phone] of this.#phones.entries()) {
      const send = () => void phone.report({ ...SQUARE, accuracyMetres: 10, at: Date.now() });
      const first = setTimeout(
        () => this.#timers.push(setInterval(send, REPORT_EVERY_MS)),
        (n * REPORT_EVERY_MS) / CUSTOMERS,
      );
      this.#timers.push(first);
    }
  }

  stopReporting(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** @returns when it answered PING, of performance.now(). */
  async launchAgain(): Promise<number> {
    return this.launch();
  }

  async launchEmpty(): Promise<number> {
    this.#files += 1;
    this.history.push({ kind: 'state-lost', at: performance.now() });
    return this.launch();
  }

  async stop(): Promise<void> {
    this.stopReporting();
    for (const phone of this.#phones) phone.close();
    await Promise.all(this.engines.map((engine) => engine.stop()));
    await this.#proxy?.down();
    await this.redis.stop();
  }

  /** An append-only file as the private Redis has it; each life has a folder of its own. */
  private async launch(): Promise<number> {
    const file = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--appenddirname', `life-${this.#files}`];
    const launched = this.redis.launch(...file);
    const untilMs = performance.now() + LONGEST_START_MS;
    const answers = () => askRedis(this.redis.socketPath, ['PING']).catch(() => undefined);
    while ((await answers()) !== 'PONG') {
      if (performance.now() > untilMs) throw new Error(`Redis did not answer within ${LONGEST_START_MS} ms`);
      await sleep(2);
    }
    const answeredAt = performance.now();
    await launched;
    return answeredAt;
  }

  private async connect(n: number, secret: string): Promise<RecordedPhone> {
    const engine = n % ENGINES;
    const customer = `customer-${n}`;
    const token = await signToken({ secret, role: 'device', subject: customer });
    const auth = { token };
    const options = { transports: ['websocket'], auth, forceNew: true, reconnection: false };
    const socket = io(`${this.engines[engine]!.url}/v1/device`, options);
    await connected(socket);
    socket.on('disconnect', (reason) => (this.disconnects += reason === 'io client disconnect' ? 0 : 1));
    return new RecordedPhone(socket, customer, `engine-${engine} ${customer}`, this.history);
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}
