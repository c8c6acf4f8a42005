import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogChannel } from '../../state/catalog-channel.js';
import { CatalogRepository } from '../catalog.repository.js';
import { VersionRepository } from '../version.repository.js';
import { Engines } from './engines.js';
import type { PublicationRecord } from './publication-record.js';
import { PublicationRepository } from './publication.repository.js';

/** A million offers take an engine some tens of seconds. */
const READY_MS = 180_000;
/** All have it ready: to follow the pointer takes them the time of a look. */
const SERVE_MS = 1_000;
const KEPT_MS = 30 * 86_400_000;
const KEPT_PUBLISHED = 20;

/**
 * The work on one publication: all engines make the version ready, then the pointer is swapped, and all serve it within a
 * second. Done twice, it has the same effect as done once.
 */
@Injectable()
export class PublicationJob {
  constructor(
    private readonly publications: PublicationRepository,
    private readonly catalogs: CatalogRepository,
    private readonly versions: VersionRepository,
    private readonly engines: Engines,
    private readonly channel: CatalogChannel,
  ) {}

  async run(tenant: TenantId, id: string): Promise<void> {
    const record = await this.publications.find(tenant, id);
    if (record?.state !== 'waiting') return;
    const { version, action, expected, by, at } = record;
    const refuse = (code: string, message: string) =>
      this.publications.save(tenant, { ...record, state: 'refused', code, message });
    const refuseGone = () =>
      refuse('NOT_FOUND', `The version ${version} is gone, or parts of it are: upload its file again`);
    if (!(await this.versions.isWhole(tenant, version))) return refuseGone();
    const fault = record.force ? undefined : await this.makeReady(tenant, version);
    if (fault) return refuse('NOT_READY', fault);
    const swap = await this.catalogs.publish(tenant, { publication: id, action, version, expected, by, at });
    if (!swap.ok && swap.code === 'NOT_FOUND') return refuseGone();
    if (!swap.ok)
      return refuse(
        'PRECONDITION_FAILED',
        `Not ${expected} serves, but another version: look at what it has, then ask again`,
      );
    await this.engines.wait(tenant, ({ serving }) => serving === version, SERVE_MS);
    await this.publications.save(tenant, { ...record, state: 'published', previous: swap.previous });
    await this.tell(tenant, record, swap.previous);
    await this.forgetOld(tenant, version);
  }

  /** Its workers died over it, again and again. What serves, serves on. */
  async giveUp(tenant: TenantId, id: string): Promise<void> {
    const record = await this.publications.find(tenant, id);
    if (record?.state !== 'waiting') return;
    const message = 'Nobody could work on it to its end: ask again';
    await this.publications.save(tenant, { ...record, state: 'refused', code: 'INTERNAL', message });
  }

  /** @returns why it cannot be, for people. */
  private async makeReady(tenant: TenantId, version: string): Promise<string | undefined> {
    await this.catalogs.want(tenant, version);
    const isReady = (node: { serving: string; ready?: string }) => node.ready === version || node.serving === version;
    const fails = ({ faultOf }: { faultOf?: string }) => faultOf === version;
    const { missing, living } = await this.engines.wait(tenant, isReady, READY_MS, fails);
    if (missing.length === 0) return undefined;
    const failing = missing.filter(fails);
    if (failing.length === 0)
      return `${missing.length} of ${living} engine processes do not have it ready: it takes too long`;
    const why = [...new Set(failing.map(({ fault }) => fault))].join(', ');
    return `${failing.length} of ${living} engine processes cannot have it ready: ${why}`;
  }

  private async tell(tenant: TenantId, { action, version, by, at }: PublicationRecord, previous?: string) {
    await this.channel.tellNews(tenant, {
      event: 'release:changed',
      payload: { of: 'catalog', action, version, previous, by, at },
    });
  }

  /** Decisions can be replayed for a week, and people go back by a version or two: beyond a month old ones go. */
  private async forgetOld(tenant: TenantId, serving: string): Promise<void> {
    const kept = new Set([serving, ...(await this.catalogs.published(tenant)).slice(0, KEPT_PUBLISHED)]);
    for (const [version, { at }] of Object.entries(await this.catalogs.origins(tenant))) {
      if (kept.has(version) || Date.now() - Date.parse(at) < KEPT_MS) continue;
      await this.versions.remove(tenant, version);
      await this.catalogs.forget(tenant, version);
    }
  }
}
