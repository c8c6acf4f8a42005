import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../core/types/ids.js';
import type { NodeState } from '../catalog-state.js';
import { CatalogRepository } from '../catalog.repository.js';

/** An engine process says every two seconds that it lives. */
const GONE_MS = 5_000;
const LOOK_MS = 20;

/** The engine processes that serve a tenant, on all machines. */
@Injectable()
export class Engines {
  constructor(private readonly catalogs: CatalogRepository) {}

  /** Waits until all that live are so. @returns those that are not, when the time is over; and how many there are. */
  async wait(
    tenant: TenantId,
    isSo: (node: NodeState) => boolean,
    timeoutMs: number,
  ): Promise<{ readonly missing: readonly NodeState[]; readonly living: number }> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const nodes = [...(await this.catalogs.nodes(tenant)).values()].filter(({ ageMs }) => ageMs < GONE_MS);
      const missing = nodes.filter((node) => !isSo(node));
      if (missing.length === 0 || performance.now() > deadline) return { missing, living: nodes.length };
      await sleep(LOOK_MS);
    }
  }
}
