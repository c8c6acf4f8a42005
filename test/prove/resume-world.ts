import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  connect,
  memoryStorage,
  systemClock,
  type Clock,
  type ProximaClient,
  type State,
} from '../../sdk/src/index.js';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import type { InboxAnswer } from '../../src/contract/inbox.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { aCatalog, anOfferForAll, SQUARE } from '../support/catalog.js';
import { connectDevice, type Device } from '../support/device.js';
import { FaultProxy } from '../support/faults/fault-proxy.js';
import { writeBenchConfig } from '../bench/bench-config.js';
import { repositoryRoot } from './repository.js';
import { freePort } from './private-redis.js';

const CUSTOMER = 'ann';
const SECRET = 'a secret of the proof, long enough to sign with';
export const ADMIN_TOKEN = 'admin-token-of-the-proof';
/** Fewer than the inbox keeps, and more than come in one round. */
const OFFERS = 12;
const ROUND_MS = 2 * 3_600_000;

/**
 * One customer with the SDK behind a line that can be cut, and a second phone on a line of its own that goes on reporting.
 * Event time is the clock of all: a round takes two hours of it, after which each offer may come once more.
 */
export class ResumeWorld {
  readonly shown: string[] = [];
  readonly states: State[] = [];
  accepts = 0;
  readonly #storage = memoryStorage();
  #nowMs = Date.now();
  #env: Record<string, string> = {};
  #engine?: EngineProcess;
  #proxy?: FaultProxy;
  #client?: ProximaClient;
  #other?: Device;

  /** Its time is that of the events; its timers are real. */
  readonly #clock: Clock = { now: () => this.#nowMs, after: systemClock.after };

  get client(): ProximaClient {
    return this.#client!;
  }

  get url(): string {
    return this.#engine!.url;
  }

  async start(folder: string, redisUrl: string): Promise<void> {
    const catalog = join(folder, 'catalog.json');
    const offers = Array.from({ length: OFFERS }, (_, n) =>
      anOfferForAll(`offer-${n}`, {
        caps: [{ limit: 1, per: { hours: 1 } }],
        validityHours: 1,
        startingPropensity: 0.9,
      }),
    );
    await writeFile(catalog, JSON.stringify(aCatalog(...offers)));
    this.#env = {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      PORT: String(await freePort()),
      REDIS_URL: redisUrl,
      PROXIMA_JWKS_URL: '',
      PROXIMA_ROLE: '',
      PROXIMA_CLOCK: 'events',
      PROXIMA_DATA_DIR: join(folder, 'data'),
      PROXIMA_CONFIG_DIR: writeBenchConfig(join(repositoryRoot, 'config'), join(folder, 'config')),
      PROXIMA_CATALOG: catalog,
      PROXIMA_JWT_SECRET: SECRET,
      PROXIMA_ADMIN_TOKEN: ADMIN_TOKEN,
    };
    await this.startEngine();
    this.#proxy = await FaultProxy.start(Number(this.#env.PORT));
    await this.openPage();
    for (const purpose of ['location', 'profiling', 'marketing'] as const)
      await this.client.setConsent({ purpose, status: 'granted', textVersion: '1' });
  }

  /** A new round: offers of the last one are over, and may come anew. */
  nextRound(): void {
    this.#nowMs += ROUND_MS;
  }

  /** A page that was loaded anew asks what the customer has agreed to. */
  async learnConsents(): Promise<boolean> {
    if (!this.client.isLocationGranted) await this.client.loadConsents().catch(() => undefined);
    return this.client.isLocationGranted;
  }

  /** The SDK's own phone reports: the push comes over the line that may break under it. */
  async report(): Promise<void> {
    await this.client.reportPosition(this.nextFix()).catch(() => undefined);
  }

  /** The other phone reports, and each report leads to a push there. */
  async reportElsewhere(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      const ack = await this.#other!.ask<{ outcome: { deliveryId?: string; silence?: string } }>(
        'position:report',
        this.nextFix(),
      );
      if (!ack.outcome.deliveryId) throw new Error(`A report led to ${ack.outcome.silence}, not to an offer`);
    }
  }

  /** What nobody has seen yet. */
  async unseen(): Promise<string[]> {
    const { missed } = await this.#other!.ask<InboxAnswer>('inbox:resume', { afterSeq: 0 });
    return missed.map(({ deliveryId }) => deliveryId);
  }

  cut(): Promise<void> {
    return this.#proxy!.down();
  }

  restore(): Promise<void> {
    return this.#proxy!.up();
  }

  async restartEngine(): Promise<void> {
    this.#other!.close();
    await this.#engine!.stop();
    await this.startEngine();
  }

  /** The page goes and comes again, with what its storage holds. */
  async openPage(): Promise<void> {
    this.#client?.close();
    const token = await this.token('phone');
    const client = connect({
      url: `http://127.0.0.1:${this.#proxy!.port}`,
      token,
      storage: this.#storage,
      clock: this.#clock,
    });
    client.on('state', (state) => this.#client === client && this.states.push(state));
    client.on('offer', (offer) => {
      this.shown.push(offer.deliveryId);
      void client.seen(offer);
      if (this.shown.length % 3 !== 0) return;
      this.accepts += 1;
      void client.accept(offer);
    });
    this.#client = client;
  }

  async stop(): Promise<void> {
    this.#client?.close();
    this.#other?.close();
    await this.#proxy?.down();
    await this.#engine?.stop();
  }

  private async startEngine(): Promise<void> {
    this.#engine = await startEngineProcess({
      env: this.#env,
      onLog: (line) => process.stderr.write(`engine: ${line}\n`),
    });
    this.#other = await connectDevice(this.url, await this.token('tablet'));
  }

  private token(device: string): Promise<string> {
    return signToken({ secret: SECRET, role: 'device', subject: CUSTOMER, device, ttlSeconds: 365 * 86_400 });
  }

  private nextFix(): { lat: number; lng: number; accuracyMetres: number; at: number } {
    this.#nowMs += 1_000;
    return { ...SQUARE, accuracyMetres: 8, at: this.#nowMs };
  }
}
