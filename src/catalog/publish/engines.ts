import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../core/types/ids.js';
import type { NodeState } from '../catalog-state.js';
import { CatalogRepository } from '../catalog.repository.js';

/** An engine process says every two seconds that it lives. */
const GONE_MS = 5_000;
const LOOK_MS = 20;
/** What fails is tried again; when it still fails after this time, nobody is to wait for it any longer. */
const FAILING_MS = 5_000;

/** The engine processes that serve a tenant, on all machines. */
@Injectable()
export class Engines {
  constructor(private readonly catalogs: CatalogRepository) {}

  /**
   * Waits until all that live are so.
   * @param fails whether a process says that it cannot.
   * @returns those that are not, when the time is over or one of them cannot; and how many there are.
   */
  async wait(
    tenant: TenantId,
    isSo: (node: NodeState) => boolean,
    timeoutMs: number,
    fails: (node: NodeState) => boolean = () => false,
  ): Promise<{ readonly missing: readonly NodeState[]; readonly living: number }> {
    const deadline = performance.now() + timeoutMs;
    let failingSince = Infinity;
    for (;;) {
      const nodes = [...(await this.catalogs.nodes(tenant)).values()].filter(({ ageMs }) => ageMs < GONE_MS);
      const missing = nodes.filter((node) => !isSo(node));
      const now = performance.now();
      failingSince = missing.some(fails) ? Math.min(failingSince, now) : Infinity;
      const isOver = now > deadline || now - failingSince > FAILING_MS;
      if (missing.length === 0 || isOver) return { missing, living: nodes.length };
      await sleep(LOOK_MS);
    }
  }

  /** Processes that were there a minute ago, have not said goodbye, and are not so: they hang, or were killed. */
  async lagging(tenant: TenantId, isSo: (node: NodeState) => boolean): Promise<number> {
    return [...(await this.catalogs.nodes(tenant)).values()].filter((node) => !isSo(node)).length;
  }
}
