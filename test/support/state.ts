import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { ConsentEntry } from '../../src/contract/consent.js';

import type { CommitResult, ContactLimit } from '../../src/core/types/decision.js';
import type { DecisionId, Owner } from '../../src/core/types/ids.js';
import { keys, LIFETIMES } from '../../src/state/keys.js';
import { withScripts, type Scripts } from '../../src/state/scripts.js';
import { StateStore } from '../../src/state/state-store.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import type { RedisService } from '../../src/platform/redis/redis.service.js';

export const NOW = Date.UTC(2026, 4, 4, 10);

/** The way of the repositories to a Redis of the test's own, where nothing is gathered. */
export function storeOn(client: Redis, metrics = new Metrics()): StateStore {
  return new StateStore({ gathering: client, sendGathered: () => undefined } as unknown as RedisService, metrics);
}

/** One customer of their own on a real Redis, with the scripts as commands and their blobs as objects. */
export class TestCustomer {
  readonly owner = { tenant: 'tests', customer: randomUUID() } as unknown as Owner;
  readonly redis: Redis & Scripts;

  constructor(client: Redis) {
    this.redis = withScripts(client);
  }

  async read<T = unknown>(key: 'attributes' | 'history' | 'contacts' | 'consents' | 'context' | 'trail'): Promise<T> {
    return JSON.parse((await this.redis.get(keys[key](this.owner))) ?? 'null') as T;
  }

  exists(
    key: 'attributes' | 'history' | 'contacts' | 'consents' | 'consentLedger' | 'context' | 'trail' | 'seq' | 'events',
  ): Promise<number> {
    return this.redis.exists(keys[key](this.owner));
  }

  lifetimeMs(key: 'contacts' | 'context' | 'trail' | 'events'): Promise<number> {
    return this.redis.pttl(keys[key](this.owner));
  }

  async setConsent(
    field: string,
    status: ConsentEntry['status'],
    changes: Partial<ConsentEntry> = {},
  ): Promise<string> {
    const [purpose, channel] = field.split(':');
    const entry = { purpose, channel, status, textVersion: '1', at: new Date(NOW).toISOString(), ...changes };
    return this.redis.setConsent(
      keys.consents(this.owner),
      keys.consentLedger(this.owner),
      keys.trail(this.owner),
      keys.history(this.owner),
      keys.context(this.owner),
      field,
      JSON.stringify(entry),
    );
  }

  async grant(...fields: string[]): Promise<this> {
    for (const field of fields) await this.setConsent(field, 'granted');
    return this;
  }

  appendTrail(json = '{"p":[]}', dataClass = 'precise'): Promise<number> {
    return this.redis.appendTrail(
      keys.consents(this.owner),
      keys.trail(this.owner),
      json,
      LIFETIMES.trailMs,
      dataClass,
    );
  }

  mergeContext(free: object, profiled: object, at: number): Promise<number> {
    const [consents, context] = [keys.consents(this.owner), keys.context(this.owner)];
    const [freeJson, profiledJson] = [JSON.stringify(free), JSON.stringify(profiled)];
    return this.redis.mergeContext(consents, context, freeJson, profiledJson, at, LIFETIMES.contextMs);
  }

  writeProfile(fields: object, history: object = {}): Promise<number> {
    const [fieldsJson, historyJson] = [JSON.stringify(fields), JSON.stringify(history)];
    return this.redis.writeProfile(keys.attributes(this.owner), keys.history(this.owner), fieldsJson, historyJson);
  }

  /** Of an event that answers a decision, unless `line` is ''. */
  async applyFeedback(event: AppliedEvent): Promise<number> {
    const { eventId = randomUUID(), at = NOW, now = NOW, changes = [], decisionId = 'd', line = '{}' } = event;
    if (!event.isGone) await this.redis.set(keys.decision(this.owner, decisionId as DecisionId), '{}');
    return this.redis.applyFeedback(
      keys.events(this.owner),
      keys.consents(this.owner),
      keys.history(this.owner),
      keys.decisionFeedback(this.owner, decisionId as DecisionId),
      keys.decision(this.owner, decisionId as DecisionId),
      eventId,
      at,
      now - LIFETIMES.decisionMs,
      LIFETIMES.decisionMs,
      JSON.stringify(changes),
      line,
      '',
    );
  }

  async commit(plan: CommitPlan) {
    const { slots, shared = [], now = NOW, channel = 'push', outbound = true, trail = '', id } = plan;
    const { usesLocation = false, usesProfiling = false, dataClass = 'precise' } = plan;
    const decisionId = (id ?? randomUUID()) as DecisionId;
    const uses = [Number(usesLocation), Number(usesProfiling)];
    const result = await this.redis.commitDecision(
      keys.consents(this.owner),
      keys.contacts(this.owner),
      keys.trail(this.owner),
      keys.seq(this.owner),
      keys.decision(this.owner, decisionId),
      keys.inbox(this.owner),
      now,
      channel,
      outbound ? 1 : 0,
      JSON.stringify({ shared: shared.map(packLimit), uses, slots: slots.map((ranked) => ranked.map(packOption)) }),
      '{"v":1',
      LIFETIMES.decisionMs,
      trail,
      LIFETIMES.trailMs,
      LIFETIMES.contactsMs,
      dataClass,
      // Other contacts than the decision read: all is checked anew. Nothing is kept in the inbox.
      ...['', '-', '', slots.length, '', '', 0],
    );
    return { ...(JSON.parse(result || '{}') as CommitResult), key: keys.decision(this.owner, decisionId) };
  }
}

export interface AppliedEvent {
  eventId?: string;
  at?: number;
  now?: number;
  changes?: readonly unknown[];
  decisionId?: string;
  line?: string;
  /** The decision that it answers is not kept any more. */
  isGone?: boolean;
}

export interface PlannedOption {
  offer: string;
  limits?: readonly ContactLimit[];
  /** Of an offer with stock and no lease: why it is refused, or '' where nobody asked. */
  unleased?: string;
}

export interface CommitPlan {
  slots: PlannedOption[][];
  shared?: readonly ContactLimit[];
  now?: number;
  channel?: string;
  outbound?: boolean;
  trail?: string;
  id?: string;
  usesLocation?: boolean;
  usesProfiling?: boolean;
  dataClass?: 'precise' | 'coarse';
}

function packOption({ offer, limits = [], unleased }: PlannedOption): unknown[] {
  const packed = [offer, limits.map(packLimit)];
  return unleased === undefined ? packed : [...packed, unleased];
}

function packLimit({ offerId, outboundOnly, sinceMs, limit, code }: ContactLimit): unknown[] {
  return [offerId, Number(outboundOnly), sinceMs, limit, code];
}

/** `limit` contacts in the day before NOW: with the offer, or with any for `*`. */
export function aLimit(limit: number, changes: Partial<ContactLimit> = {}): ContactLimit {
  return { offerId: '*', outboundOnly: true, sinceMs: NOW - 86_400_000, limit, code: 'CAP_REACHED', ...changes };
}
