import { Injectable } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import { keys, LIFETIMES } from '../state/keys.js';
import { StateStore } from '../state/state-store.js';
import type { NodeState, PublishResult, Stop, VersionOrigin } from './catalog-state.js';

const AUDIT_ENTRIES = 10_000;
const MOST_STOPS = 100;
/** After this time without a word an engine process is gone for good. */
const FORGOTTEN_MS = 60_000;
/** The field of the stops that counts how often they changed. */
const REVISION = '#';

/** What an engine process follows. */
export interface Followed {
  readonly current?: string;
  /** The version that is to be made ready. */
  readonly wanted?: string;
  readonly stops: readonly string[];
  readonly stopsRevision: number;
}

export interface PublishOrder {
  readonly publication: string;
  readonly action: 'publish' | 'rollback' | 'seed';
  readonly version: string;
  /** What must serve now. */
  readonly expected?: string;
  readonly by: string;
  readonly at: string;
}

/** Which version of a tenant's catalog serves, what of it is stopped, who serves it, and who changed that. */
@Injectable()
export class CatalogRepository {
  constructor(private readonly store: StateStore) {}

  async currentVersion(tenant: TenantId): Promise<string | undefined> {
    return (await this.store.run((redis) => redis.get(keys.catalogCurrent(tenant)))) ?? undefined;
  }

  /** @param state what this process has ready; left out: it was told a moment ago. */
  async follow(tenant: TenantId, node: string, state?: Omit<NodeState, 'ageMs'>): Promise<Followed> {
    const [current, wanted, ...fields] = await this.store.run((redis) =>
      redis.followCatalog(
        keys.catalogCurrent(tenant),
        keys.catalogWanted(tenant),
        keys.catalogStops(tenant),
        keys.catalogNodes(tenant),
        node,
        state ? JSON.stringify(state) : '',
      ),
    );
    const stops: string[] = [];
    let stopsRevision = 0;
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] === REVISION) stopsRevision = Number(fields[i + 1]);
      else stops.push(fields[i]!);
    }
    return { current: current ?? undefined, wanted: wanted ?? undefined, stops: stops.sort(), stopsRevision };
  }

  async leave(tenant: TenantId, node: string): Promise<void> {
    await this.store.run((redis) => redis.hdel(keys.catalogNodes(tenant), node));
  }

  /** The engine processes that follow this tenant, with the time since each was seen. */
  async nodes(tenant: TenantId): Promise<ReadonlyMap<string, NodeState>> {
    const [[, [seconds, micros]], [, told]] = (await this.store.run((redis) =>
      redis.multi().time().hgetall(keys.catalogNodes(tenant)).exec(),
    )) as [[null, [string, string]], [null, Record<string, string>]];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    const nodes = Object.entries(told).map(([node, text]): [string, NodeState] => {
      const [at, state] = JSON.parse(text) as [number, Omit<NodeState, 'ageMs'>];
      return [node, { ...state, ageMs: now - at }];
    });
    // Who was killed could not say goodbye.
    for (const [node, { ageMs }] of nodes) if (ageMs > FORGOTTEN_MS) await this.leave(tenant, node);
    return new Map(nodes);
  }

  /** Asks all engines to make a version ready. */
  async want(tenant: TenantId, version: string): Promise<void> {
    await this.store.run((redis) => redis.set(keys.catalogWanted(tenant), version, 'PX', LIFETIMES.wantedMs));
    await this.tellChange(tenant);
  }

  /** Swaps the pointer: all or nothing, and once for each publication. */
  async publish(tenant: TenantId, order: PublishOrder): Promise<PublishResult> {
    const { publication, action, version, expected = '', by, at } = order;
    const [code, served, previous] = await this.store.run((redis) =>
      redis.publishCatalog(
        keys.catalogCurrent(tenant),
        keys.catalogPublished(tenant),
        keys.catalogAudit(tenant),
        keys.catalogWanted(tenant),
        keys.catalogVersion(tenant, version),
        publication,
        action,
        version,
        expected,
        JSON.stringify({ action, by, at }),
        AUDIT_ENTRIES,
      ),
    );
    if (code !== 'published') return { ok: false, code: code as 'CONFLICT' | 'NOT_FOUND' };
    await this.tellChange(tenant);
    return { ok: true, version: served!, previous: previous || undefined };
  }

  /** Versions in the order in which they served, newest first: what was gone back from is not among them. */
  published(tenant: TenantId): Promise<string[]> {
    return this.store.run((redis) => redis.lrange(keys.catalogPublished(tenant), 0, -1));
  }

  /** @returns the revision of the stops that engines must have seen; 0 when nothing changed; -1 when there are too many. */
  async setStop(tenant: TenantId, name: string, stop: Stop): Promise<number> {
    return this.changeStop(tenant, name, JSON.stringify(stop), { action: 'stop', stop: name, ...stop });
  }

  /** As `setStop`. */
  async liftStop(tenant: TenantId, name: string, by: string, at: string): Promise<number> {
    return this.changeStop(tenant, name, '', { action: 'lift', stop: name, by, at });
  }

  async stops(tenant: TenantId): Promise<Record<string, Stop>> {
    const fields = await this.store.run((redis) => redis.hgetall(keys.catalogStops(tenant)));
    return Object.fromEntries(
      Object.entries(fields)
        .filter(([name]) => name !== REVISION)
        .map(([name, text]) => [name, JSON.parse(text) as Stop]),
    );
  }

  /** Newest first. @param before id of the entry that came last, to read on. */
  async audit(
    tenant: TenantId,
    before: string | undefined,
    count: number,
  ): Promise<[string, Record<string, unknown>][]> {
    const entries = await this.store.run((redis) =>
      redis.xrevrange(keys.catalogAudit(tenant), before ? `(${before}` : '+', '-', 'COUNT', count),
    );
    return entries.map(([id, [, publication, , version, , previous, , entry]]) => [
      id,
      {
        ...(JSON.parse(entry!) as object),
        publication: publication || undefined,
        version: version || undefined,
        previous: previous || undefined,
      },
    ]);
  }

  /**
   * Where a version came from. One that came before stays, unless more was wrong with it; what it stands beside is what
   * served at last.
   */
  async noteOrigin(tenant: TenantId, version: string, origin: VersionOrigin): Promise<void> {
    const key = keys.catalogVersions(tenant);
    const known = await this.origin(tenant, version);
    const isBetter = !known || known.badRows > origin.badRows || (known.errors ?? 0) > (origin.errors ?? 0);
    const { mergedInto } = origin;
    const noted = isBetter ? origin : { ...known, mergedInto };
    await this.store.run((redis) => redis.hset(key, version, JSON.stringify(noted)));
  }

  async origin(tenant: TenantId, version: string): Promise<VersionOrigin | undefined> {
    const text = await this.store.run((redis) => redis.hget(keys.catalogVersions(tenant), version));
    return text ? (JSON.parse(text) as VersionOrigin) : undefined;
  }

  async origins(tenant: TenantId): Promise<Record<string, VersionOrigin>> {
    const fields = await this.store.run((redis) => redis.hgetall(keys.catalogVersions(tenant)));
    return Object.fromEntries(
      Object.entries(fields).map(([version, text]) => [version, JSON.parse(text) as VersionOrigin]),
    );
  }

  /** Removes a version that has never served. */
  async removeUnserved(tenant: TenantId, version: string): Promise<void> {
    await this.store.run((redis) =>
      redis.removeVersion(
        keys.catalogCurrent(tenant),
        keys.catalogPublished(tenant),
        keys.catalogVersions(tenant),
        keys.catalogVersion(tenant, version),
        version,
      ),
    );
  }

  async forget(tenant: TenantId, version: string): Promise<void> {
    await this.store.run((redis) => redis.hdel(keys.catalogVersions(tenant), version));
  }

  private async changeStop(tenant: TenantId, name: string, stop: string, entry: object): Promise<number> {
    const revision = await this.store.run((redis) =>
      redis.stopOffers(
        keys.catalogStops(tenant),
        keys.catalogAudit(tenant),
        name,
        stop,
        JSON.stringify(entry),
        AUDIT_ENTRIES,
        MOST_STOPS,
      ),
    );
    if (revision > 0) await this.tellChange(tenant);
    return revision;
  }

  /** Who misses it looks by itself a moment later. */
  private async tellChange(tenant: TenantId): Promise<void> {
    await this.store.run((redis) => redis.publish(keys.catalogChanges(), tenant));
  }
}
