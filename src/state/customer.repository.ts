import { Inject, Injectable } from '@nestjs/common';
import type { ConsentEntry, ConsentSet } from '../contract/consent.js';
import type { ProfileWrite } from '../contract/profile.js';
import { sumForAffinity, sumForRate } from '../core/profile/affinity.js';
import type { Consents } from '../core/types/decision.js';
import type { Scalars } from '../core/types/facts.js';
import type { Trail } from '../core/types/fix.js';
import type { Owner } from '../core/types/ids.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS } from '../platform/tokens.js';
import { keys, LIFETIMES } from './keys.js';
import {
  decodeSnapshot,
  encodeTrail,
  readProfile,
  type AttributesBlob,
  type ConsentsBlob,
  type HistoryBlob,
  type RawSnapshot,
  type Snapshot,
} from './snapshot.js';
import { StateStore } from './state-store.js';

const DAY_MS = 86_400_000;

/** One customer's state. */
@Injectable()
export class CustomerRepository {
  readonly #halfLifeMs: number;
  readonly #contextMaxAgeMs: Readonly<Record<string, number>>;

  constructor(
    private readonly store: StateStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    this.#halfLifeMs = business.policy.affinity.halfLifeDays * DAY_MS;
    this.#contextMaxAgeMs = Object.fromEntries(
      Object.entries(business.context).map(([name, { maxAgeMinutes }]) => [name, maxAgeMinutes * 60_000]),
    );
  }

  /** All that a decision reads, in one command. */
  async load(owner: Owner, now: number, channel: string): Promise<Snapshot> {
    const raw = await this.store.run((redis) =>
      redis.mget(
        keys.attributes(owner),
        keys.history(owner),
        keys.contacts(owner),
        keys.consents(owner),
        keys.context(owner),
        keys.trail(owner),
      ),
    );
    return decodeSnapshot(raw as unknown as RawSnapshot, {
      now,
      channel,
      halfLifeMs: this.#halfLifeMs,
      contextMaxAgeMs: this.#contextMaxAgeMs,
    });
  }

  /** Written only while consent to location of this class is in force. */
  async appendTrail(owner: Owner, trail: Trail, dataClass: Consents['locationClass']): Promise<void> {
    await this.store.run((redis) =>
      redis.appendTrail(keys.consents(owner), keys.trail(owner), encodeTrail(trail), LIFETIMES.trailMs, dataClass),
    );
  }

  /** Keeps reported values; those that take consent to profiling only with it. Returns how many were kept. */
  async mergeContext(owner: Owner, values: Scalars, at: number): Promise<number> {
    const entries = Object.entries(values);
    const takesConsent = ([name]: [string, unknown]) => this.business.context[name]?.consent === 'profiling';
    const free = JSON.stringify(Object.fromEntries(entries.filter((entry) => !takesConsent(entry))));
    const profiled = JSON.stringify(Object.fromEntries(entries.filter(takesConsent)));
    return this.store.run((redis) =>
      redis.mergeContext(keys.consents(owner), keys.context(owner), free, profiled, at, LIFETIMES.contextMs),
    );
  }

  async setConsent(owner: Owner, consent: ConsentSet, now: number): Promise<ConsentEntry> {
    const entry: ConsentEntry = { ...consent, at: new Date(now).toISOString() };
    const field = consent.channel ? `${consent.purpose}:${consent.channel}` : consent.purpose;
    const inForce = await this.store.run((redis) =>
      redis.setConsent(
        keys.consents(owner),
        keys.consentLedger(owner),
        keys.trail(owner),
        keys.history(owner),
        keys.context(owner),
        field,
        JSON.stringify(entry),
      ),
    );
    return JSON.parse(inForce) as ConsentEntry;
  }

  async readConsents(owner: Owner): Promise<ConsentEntry[]> {
    const text = await this.store.run((redis) => redis.get(keys.consents(owner)));
    return text === null ? [] : Object.values(JSON.parse(text) as ConsentsBlob);
  }

  async writeProfile(owner: Owner, profile: ProfileWrite, now: number): Promise<void> {
    const { visitsPerMonth = {}, purchasesPerMonth = {}, affinities = {}, at = now, ...fields } = profile;
    const sums = (values: Record<string, number>, toSum: (value: number) => number) =>
      Object.fromEntries(Object.entries(values).map(([category, value]) => [category, [toSum(value), at]]));
    const history = {
      visits: sums(visitsPerMonth, (rate) => sumForRate(rate, this.#halfLifeMs)),
      purchases: sums(purchasesPerMonth, (rate) => sumForRate(rate, this.#halfLifeMs)),
      affinity: sums(affinities, sumForAffinity),
    };
    const named = Object.fromEntries(Object.entries(history).filter(([, group]) => Object.keys(group).length > 0));
    await this.store.run((redis) =>
      redis.writeProfile(keys.attributes(owner), keys.history(owner), JSON.stringify(fields), JSON.stringify(named)),
    );
  }

  /** The profile for people and programs that read it over HTTP: the whole of it, whatever the consents. */
  async readProfile(
    owner: Owner,
    now: number,
  ): Promise<(AttributesBlob & ReturnType<typeof readProfile> & { rests: Record<string, number> }) | undefined> {
    const [attributesText, historyText] = await this.store.run((redis) =>
      redis.mget(keys.attributes(owner), keys.history(owner)),
    );
    if (attributesText === null && historyText === null) return undefined;
    const attributes = JSON.parse(attributesText ?? '{}') as AttributesBlob;
    const history = JSON.parse(historyText ?? '{}') as HistoryBlob;
    const { rests = {} } = history;
    return { ...attributes, ...readProfile(attributes, history, { now, halfLifeMs: this.#halfLifeMs }), rests };
  }
}
