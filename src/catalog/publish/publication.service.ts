import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Publication } from '../../contract/catalog-upload.js';
import { Refused, type ErrorCode } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogQueue } from '../../state/catalog-queue.js';
import type { VersionOrigin } from '../catalog-state.js';
import { CatalogRepository } from '../catalog.repository.js';
import { VersionRepository } from '../version.repository.js';
import type { PublicationRecord } from './publication-record.js';
import { PublicationRepository } from './publication.repository.js';

/** Callers are held for so long; who is told `waiting` asks again. */
const HOLD_MS = 20_000;
const LOOK_MS = 25;

/** What a caller may say beside the version. */
export interface PublishManner {
  readonly by: string;
  /** What must serve now: the ETag that they saw. */
  readonly expected?: string;
  /** Of the caller's: the same key is the same publication. */
  readonly key?: string;
}

/** Lets versions serve, and lets older ones serve again. */
@Injectable()
export class PublicationService {
  constructor(
    private readonly publications: PublicationRepository,
    private readonly catalogs: CatalogRepository,
    private readonly versions: VersionRepository,
    private readonly queue: CatalogQueue,
  ) {}

  /** @throws Refused NOT_FOUND, HAS_BAD_ROWS, PRECONDITION_FAILED, NOT_READY. */
  async publish(
    tenant: TenantId,
    version: string,
    { withoutBadRows, force }: { withoutBadRows: boolean; force: boolean },
    manner: PublishManner,
  ): Promise<Publication> {
    if (!(await this.versions.head(tenant, version))) throw new Refused('NOT_FOUND', `There is no version ${version}`);
    const origin = await this.catalogs.origin(tenant, version);
    if (origin && !withoutBadRows) refuseFaulty(origin);
    const expected = manner.expected ?? (await this.mergedInto(tenant, version, origin?.mergedInto));
    return this.begin(tenant, 'publish', version, force, { ...manner, expected });
  }

  /**
   * What must serve for offers to be put beside it: a version that came since would be lost with all that is in it.
   * Undefined where nothing can be lost, since the version itself has served.
   */
  private async mergedInto(tenant: TenantId, version: string, mergedInto?: string): Promise<string | undefined> {
    if (mergedInto === undefined || (await this.catalogs.published(tenant)).includes(version)) return undefined;
    const serving = await this.catalogs.currentVersion(tenant);
    if (serving === mergedInto) return mergedInto;
    throw new Refused(
      'PRECONDITION_FAILED',
      `It was put beside what served as ${mergedInto}, and ${serving} serves by now, whose changes would be lost: upload the file again, and publish the version that comes of it`,
    );
  }

  /** Goes back to what served before. @throws Refused NOTHING_BEFORE, NOT_FOUND, PRECONDITION_FAILED, NOT_READY. */
  async rollback(tenant: TenantId, to: string | undefined, manner: PublishManner): Promise<Publication> {
    const known = manner.key ? await this.publications.find(tenant, manner.key) : undefined;
    if (known && (known.action !== 'rollback' || (to !== undefined && known.version !== to)))
      throw new Refused('IDEMPOTENCY_MISMATCH');
    if (known) return this.follow(tenant, known);
    const [, ...before] = await this.catalogs.published(tenant);
    const version = to ?? before[0];
    if (version === undefined || !before.includes(version))
      throw new Refused('NOTHING_BEFORE', to ? `${to} has not served before what serves now` : undefined);
    return this.begin(tenant, 'rollback', version, false, manner);
  }

  /** @throws Refused NOT_FOUND. */
  async find(tenant: TenantId, id: string): Promise<Publication> {
    const record = await this.publications.find(tenant, id);
    if (!record) throw new Refused('NOT_FOUND', 'There is no such publication; it may have been yesterday');
    return tell(record);
  }

  private async begin(
    tenant: TenantId,
    action: PublicationRecord['action'],
    version: string,
    force: boolean,
    { by, expected, key }: PublishManner,
  ): Promise<Publication> {
    const publicationId = key ?? randomUUID();
    const at = new Date().toISOString();
    const fresh: PublicationRecord = { publicationId, state: 'waiting', action, version, expected, force, by, at };
    // Of several that begin with one key at the same time, the first is the one.
    const known = await this.publications.begin(tenant, fresh);
    if (known && (known.version !== version || known.action !== action)) throw new Refused('IDEMPOTENCY_MISMATCH');
    return this.follow(tenant, known ?? fresh);
  }

  private async follow(tenant: TenantId, record: PublicationRecord): Promise<Publication> {
    if (record.state === 'waiting')
      await this.queue.add('publication', { tenant, id: record.publicationId, attempt: 1 });
    const deadline = performance.now() + HOLD_MS;
    let now = record;
    while (now.state === 'waiting' && performance.now() < deadline) {
      await sleep(LOOK_MS);
      now = (await this.publications.find(tenant, record.publicationId)) ?? now;
    }
    if (now.state === 'refused') throw new Refused(now.code as ErrorCode, now.message);
    return tell(now);
  }
}

/** @throws Refused HAS_BAD_ROWS. */
function refuseFaulty({ badRows, errors = 0 }: VersionOrigin): void {
  const how = 'mend the file and upload it again, or publish this with "withoutBadRows": true (--without-bad-rows)';
  if (badRows > 0) throw new Refused('HAS_BAD_ROWS', `${badRows} rows of its upload are wrong; ${how}`);
  if (errors > 0)
    throw new Refused('HAS_BAD_ROWS', `${errors} columns of its upload are wrong and were not read; ${how}`);
}

function tell({
  publicationId,
  state,
  action,
  version,
  previous,
  by,
  at,
  code,
  message,
}: PublicationRecord): Publication {
  return { publicationId, state, action, version, previous, by, at, code, message };
}
