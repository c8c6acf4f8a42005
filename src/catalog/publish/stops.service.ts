import { Inject, Injectable } from '@nestjs/common';
import type { StopAnswer, StopRequest } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import { stopName } from '../../core/eligibility/stops.js';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogPort } from '../../engine/catalog.port.js';
import type { Business } from '../../platform/config/business.js';
import { BUSINESS } from '../../platform/tokens.js';
import { CatalogChannel } from '../../state/catalog-channel.js';
import { CatalogRepository } from '../catalog.repository.js';
import { Engines } from './engines.js';

/** Longer than it takes an engine to notice by itself. */
const OBEY_MS = 2_000;
/** Groups have no index: to look through so many offers takes some milliseconds. */
const MOST_LOOKED_AT = 10_000;

/** The kill switch: stops an offer, a group or a touchpoint at the next decision, and takes back what is out. */
@Injectable()
export class StopsService {
  constructor(
    private readonly catalogs: CatalogRepository,
    private readonly engines: Engines,
    private readonly channel: CatalogChannel,
    private readonly served: CatalogPort,
    @Inject(BUSINESS) private readonly business: Business,
  ) {}

  /** @returns when all engines obey, or those that do not have had the time for it. @throws Refused CONFLICT when there are too many. */
  async stop(tenant: TenantId, by: string, request: StopRequest): Promise<StopAnswer> {
    const { reason } = request;
    const at = new Date().toISOString();
    const stopId = nameOf(request);
    const revision = await this.catalogs.setStop(tenant, stopId, { by, at, reason });
    if (revision < 0)
      throw new Refused('CONFLICT', 'A hundred stops are in force already: stop the group or touchpoint');
    const { processes, lagging } = await this.obeyed(tenant, revision);
    await this.channel.tellNews(tenant, {
      event: 'release:changed',
      payload: { of: 'catalog', action: 'stop', stop: stopId, by, at },
    });
    return { stopId, by, at, reason, processes, lagging, isKnown: await this.isKnown(tenant, request) };
  }

  /** @throws Refused NOT_FOUND. */
  async lift(tenant: TenantId, by: string, stopId: string): Promise<void> {
    const at = new Date().toISOString();
    const revision = await this.catalogs.liftStop(tenant, stopId, by, at);
    if (revision === 0) throw new Refused('NOT_FOUND', `There is no stop ${stopId}`);
    await this.obeyed(tenant, revision);
    await this.channel.tellNews(tenant, {
      event: 'release:changed',
      payload: { of: 'catalog', action: 'lift', stop: stopId, by, at },
    });
  }

  async list(tenant: TenantId): Promise<StopAnswer[]> {
    return Object.entries(await this.catalogs.stops(tenant)).map(([stopId, stop]) => ({ stopId, ...stop }));
  }

  /** A slip of the hand must not pass for a stop. Undefined where it would take too long to tell. */
  private async isKnown(tenant: TenantId, request: StopRequest): Promise<boolean | undefined> {
    if ('touchpoint' in request) return Object.hasOwn(this.business.touchpoints, request.touchpoint);
    const catalog = await this.served.current(tenant);
    if ('offer' in request) return catalog.offerById(request.offer) !== undefined;
    if (catalog.offerCount > MOST_LOOKED_AT) return undefined;
    for (let i = 0; i < catalog.offerCount; i += 1) if (catalog.offer(i).group === request.group) return true;
    return false;
  }

  private async obeyed(tenant: TenantId, revision: number): Promise<{ processes: number; lagging: number }> {
    const obeys = ({ stops }: { stops: number }) => stops >= revision;
    const { missing, living } = await this.engines.wait(tenant, obeys, OBEY_MS);
    return { processes: living - missing.length, lagging: await this.engines.lagging(tenant, obeys) };
  }
}

function nameOf(request: StopRequest): string {
  if ('offer' in request) return stopName('offer', request.offer);
  if ('group' in request) return stopName('group', request.group);
  return stopName('touchpoint', request.touchpoint);
}
