import { setTimeout as sleep } from 'node:timers/promises';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import type { Publication, UploadAnswer } from '../../src/contract/catalog-upload.js';
import type { ServedCatalog } from '../../src/contract/served-catalog.js';
import { Marketer } from '../support/marketer.js';

const PATIENCE_MS = 90_000;
const LOOK_MS = 50;

/** One process that is killed and started again. */
export class Mortal {
  #process?: EngineProcess;

  constructor(private readonly env: Record<string, string>) {}

  get url(): string {
    return this.#process!.url;
  }

  async start(): Promise<void> {
    this.#process = await startEngineProcess({ env: this.env });
  }

  /** As a power cut does: all of it at once. */
  async kill(): Promise<void> {
    const victim = this.#process!;
    process.kill(victim.pid, 'SIGKILL');
    await victim.ended;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }
}

/** What clients do whose engine goes away: ask again, until it answers. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(LOOK_MS);
    }
  }
}

export interface LiveRelease {
  readonly version: string;
  readonly uploads: number;
  readonly seconds: number;
}

/** Uploads a sheet and publishes it, whatever happens to the engine and the worker on the way. */
export async function releaseThroughCrashes(engine: Mortal, sheet: string, key: string): Promise<LiveRelease> {
  const started = performance.now();
  const marketer = () => Marketer.of(engine.url);
  let uploads = 0;
  const version = await insist(async () => {
    uploads += 1;
    const { body } = await (await marketer()).ask<UploadAnswer>('POST', 'uploads', sheet);
    const ended = await insist(async () => (await marketer()).checked(body.uploadId, PATIENCE_MS));
    if (!ended.version) throw new Error(`the upload ended as ${ended.state} ${ended.code ?? ''}`);
    return ended.version;
  });
  await insist(async () => {
    const path = `versions/${version}/publish`;
    const reply = await (await marketer()).ask<Publication>('POST', path, {}, { 'idempotency-key': key });
    if (reply.body.state !== 'published') throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  });
  return { version, uploads, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

/** Looks at what an engine serves, again and again: every answer must be of one version, with the worth that it has there. */
export class ServedWatch {
  looks = 0;
  readonly mixed: string[] = [];
  #isStopping = false;
  #done?: Promise<void>;

  constructor(private readonly url: string) {}

  start(): void {
    this.#done = this.run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#done;
  }

  private async run(): Promise<void> {
    const marketer = await Marketer.of(this.url);
    while (!this.#isStopping) {
      const { body } = await insist(() => marketer.ask<ServedCatalog>('GET', 'offers'));
      const values = new Set(body.offers.map(({ valueMinor }) => valueMinor));
      this.looks += 1;
      if (values.size !== 1) this.mixed.push(`${body.version}: ${[...values].slice(0, 3).join(', ')}`);
      await sleep(LOOK_MS);
    }
  }
}
