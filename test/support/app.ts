import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { CatalogInput } from '../../src/contract/catalog.js';
import { createApp } from '../../src/create-app.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { createLog } from '../../src/platform/log.js';
import { TOWN } from './catalog.js';
import { writeConfig, type LimitsYaml, type PolicyYaml } from './config.js';
import { connectDevice, type Device } from './device.js';
import { PATIENT } from './patient.js';
import type { TestRedis } from './redis.js';
import { findUntold } from './told-contract.js';
import { SECRET, tokenFor } from './tokens.js';

export interface TestAppOptions {
  redis: TestRedis;
  catalog?: CatalogInput;
  policy?: (policy: PolicyYaml) => void;
  limits?: LimitsYaml;
  env?: Record<string, string>;
  /** A free one when none is given. */
  port?: number;
}

type Method = 'get' | 'head' | 'post' | 'put' | 'delete';

/** An engine in this process, listening on a free port, with its own folder, its log in memory, and its way down. */
export class TestApp {
  readonly logLines: string[] = [];
  /** `METHOD path` of every HTTP route, as Fastify was told. */
  readonly routes: string[] = [];
  /** What was answered that the contract does not tell: a fault, whatever the test is about. */
  readonly untold: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'px-app-'));
  readonly #devices: Device[] = [];
  #app?: NestFastifyApplication;
  #operator = '';

  static async start(options: TestAppOptions): Promise<TestApp> {
    const app = new TestApp();
    try {
      await app.listen(options);
    } catch (error) {
      await app.stop();
      throw error;
    }
    return app;
  }

  get nest(): NestFastifyApplication {
    return this.#app!;
  }

  get url(): string {
    const { port } = this.nest.getHttpServer().address() as { port: number };
    return `http://127.0.0.1:${port}`;
  }

  /** A request with a token; the operator's when none is given, none at all for ''. */
  http(method: Method, path: string, token = this.#operator): request.Test {
    const call = request(this.nest.getHttpServer())
      [method](path)
      .expect(() => this.checkTold());
    return token === '' ? call : call.set('authorization', `Bearer ${token}`);
  }

  /** A phone of the customer, closed with the app. */
  async device(customer: string, tenant = 'default'): Promise<Device> {
    const device = await connectDevice(this.url, await tokenFor('device', customer, tenant));
    this.#devices.push(device);
    return device;
  }

  async stop(): Promise<void> {
    for (const device of this.#devices) device.close();
    await this.#app?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  private checkTold(): void {
    if (this.untold.length > 0) throw new Error(`The contract does not tell that ${this.untold.splice(0).join('\n')}`);
  }

  private async listen({ redis, catalog = TOWN, policy, limits, env, port = 0 }: TestAppOptions): Promise<void> {
    const catalogPath = join(this.#folder, 'catalog.json');
    writeFileSync(catalogPath, JSON.stringify(catalog));
    const settings = readSettings({
      REDIS_URL: redis.socketPath,
      PROXIMA_DATA_DIR: this.#folder,
      PROXIMA_CONFIG_DIR: writeConfig(this.#folder, policy, limits),
      PROXIMA_CATALOG: catalogPath,
      PROXIMA_JWT_SECRET: SECRET,
      LOG_LEVEL: 'trace',
      ...PATIENT,
      ...env,
    });
    const log = createLog(settings.LOG_LEVEL, collect(this.logLines));
    this.#app = await createApp(settings, log);
    this.#app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }) => {
        for (const name of [method].flat()) this.routes.push(`${name} ${url}`);
      })
      .addHook('onSend', async ({ method, routeOptions }, reply, body) => {
        const untold = findUntold({
          method,
          route: routeOptions.url ?? '',
          status: reply.statusCode,
          contentType: String(reply.getHeader('content-type') ?? ''),
          body: typeof body === 'string' ? body : '',
        });
        if (untold) this.untold.push(untold);
      });
    await this.#app.listen(port, '127.0.0.1');
    this.#operator = await tokenFor('operator', 'crm');
  }
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
}
