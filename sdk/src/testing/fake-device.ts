import { ProximaClient } from '../client.js';
import type { ConsentSet, OfferPush, RetractReason, SessionHint } from '../contract.js';
import { memoryStorage, type KeyValueStorage } from '../storage.js';
import { Tokens, type GetToken } from '../tokens.js';
import { FakeEngine, type Refusal } from './fake-engine.js';
import { manualClock, settled, type ManualClock } from './manual-clock.js';

export interface FakeDeviceOptions {
  readonly clock?: ManualClock;
  readonly storage?: KeyValueStorage;
  /** Shared by two devices, they are two tabs or two phones of one customer. */
  readonly engine?: FakeEngine;
  readonly getToken?: GetToken;
}

/** What a wait lasts that would be by chance: half of its ceiling. */
const EVEN_CHANCE = 0.5;
const WAKE_MS = 1_000;

/** A real client on an engine of its own in memory, for the tests of apps: no network, no waiting, no chance. */
export class FakeDevice {
  readonly clock: ManualClock;
  readonly engine: FakeEngine;
  readonly #storage: KeyValueStorage;
  readonly #getToken?: GetToken;
  #client: ProximaClient;

  constructor({ clock = manualClock(), storage = memoryStorage(), engine, getToken }: FakeDeviceOptions) {
    this.clock = clock;
    this.engine = engine ?? new FakeEngine(clock);
    this.#storage = storage;
    this.#getToken = getToken;
    this.#client = this.open();
  }

  /** What the app under test gets in place of what `connect` gives. */
  get client(): ProximaClient {
    return this.#client;
  }

  /** The app starts anew, with what its storage holds. The old client is closed. */
  async restart(): Promise<ProximaClient> {
    this.#client.close();
    this.#client = this.open();
    await settled();
    return this.#client;
  }

  /** The engine pushes an offer, or keeps it for later while the line is cut. Fields that are left out are filled in. */
  async push(changes: Partial<OfferPush> = {}): Promise<OfferPush> {
    await settled();
    const offer = this.engine.push(changes);
    await settled();
    return offer;
  }

  async retract({ deliveryId }: Pick<OfferPush, 'deliveryId'>, reason: RetractReason): Promise<void> {
    this.engine.retract(deliveryId, reason);
    await settled();
  }

  async hint(hint: SessionHint): Promise<void> {
    this.engine.hint(hint);
    await settled();
  }

  /** The line breaks, and nobody is let in until `restore`. */
  async cut(because: Refusal = { code: 'UNREACHABLE' }): Promise<void> {
    this.engine.closedBecause = because;
    this.engine.cut();
    await settled();
  }

  /** The line is there again, and the platform says so: within a second the client is back. */
  async restore(): Promise<void> {
    this.engine.closedBecause = undefined;
    this.client.wake();
    await this.clock.advance(WAKE_MS);
  }

  /** Consent to these purposes, as a customer gives it. */
  async grant(...purposes: ConsentSet['purpose'][]): Promise<void> {
    const grants = purposes.map((purpose) =>
      this.client.setConsent({ purpose, status: 'granted', textVersion: 'test' }),
    );
    await settled();
    await Promise.all(grants);
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  private open(): ProximaClient {
    const source = this.#getToken ? { getToken: this.#getToken } : { token: 'fake' };
    return new ProximaClient({
      transport: this.engine,
      tokens: new Tokens(source, this.clock),
      storage: this.#storage,
      clock: this.clock,
      random: () => EVEN_CHANCE,
    });
  }
}

/** A device without an engine, connected when this resolves. */
export async function fakeDevice(options: FakeDeviceOptions = {}): Promise<FakeDevice> {
  const device = new FakeDevice(options);
  await settled();
  return device;
}
