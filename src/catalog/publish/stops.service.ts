import { Injectable } from '@nestjs/common';
import type { StopAnswer, StopRequest } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import { stopName } from '../../core/eligibility/stops.js';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogChannel } from '../../state/catalog-channel.js';
import { CatalogRepository } from '../catalog.repository.js';
import { Engines } from './engines.js';

/** Longer than it takes an engine to notice by itself. */
const OBEY_MS = 2_000;

/** The kill switch: stops an offer, a group or a touchpoint at the next decision, and takes back what is out. */
@Injectable()
export class StopsService {
  constructor(
    private readonly catalogs: CatalogRepository,
    private readonly engines: Engines,
    private readonly channel: CatalogChannel,
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
      payload: { action: 'stop', stop: stopId, by, at },
    });
    return { stopId, by, at, reason, processes, lagging };
  }

  /** @throws Refused NOT_FOUND. */
  async lift(tenant: TenantId, by: string, stopId: string): Promise<void> {
    const at = new Date().toISOString();
    const revision = await this.catalogs.liftStop(tenant, stopId, by, at);
    if (revision === 0) throw new Refused('NOT_FOUND', `There is no stop ${stopId}`);
    await this.obeyed(tenant, revision);
    await this.channel.tellNews(tenant, {
      event: 'release:changed',
      payload: { action: 'lift', stop: stopId, by, at },
    });
  }

  async list(tenant: TenantId): Promise<StopAnswer[]> {
    return Object.entries(await this.catalogs.stops(tenant)).map(([stopId, stop]) => ({ stopId, ...stop }));
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
