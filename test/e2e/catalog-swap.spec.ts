import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { CatalogInput } from '../../src/contract/catalog.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { TenantId } from '../../src/core/types/ids.js';
import { TestApp } from '../support/app.js';
import { aCatalog, anOffer, anOfferForAll, SQUARE } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

const TENANT = 'default' as TenantId;
const SWAPS = 12;
const CALLERS = 4;

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, catalog: versionOf('red') });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const COUNTS = { red: 40, blue: 50 };

/** In the same places as the other one, so that an ordinal of one means something in the other, but not as many. */
function versionOf(colour: 'red' | 'blue'): CatalogInput {
  const here = Array.from({ length: COUNTS[colour] - 20 }, (_, i) =>
    anOffer(`${colour}-${i}`, { valueMinor: 5_000 + i }),
  );
  const anywhere = Array.from({ length: 20 }, (_, i) => anOfferForAll(`${colour}-all-${i}`));
  return aCatalog(...here, ...anywhere);
}

describe('versions that are swapped while it is decided', () => {
  it('never mix: every decision has the offers of one version, all of them', async () => {
    const catalogs = app.nest.get(CatalogService);
    const versions = [await catalogs.add(TENANT, versionOf('red')), await catalogs.add(TENANT, versionOf('blue'))];
    const seen = { red: 0, blue: 0 };
    let isSwapping = true;
    const customers = Array.from({ length: CALLERS }, (_, i) => `caller-${i}`);
    for (const customer of customers) await (await app.device(customer)).grantAll();

    const call = async (customer: string) => {
      while (isSwapping) {
        const order = { customer, touchpoint: 'app-screen', placements: ['card'], position: SQUARE };
        const { body } = await app.http('post', '/v1/decisions/preview').send(order).expect(200);
        const { offers, trace } = body as DecisionAnswer & { trace: { funnel: { offerId: string }[] } };
        const ids = [...offers, ...trace.funnel].map(({ offerId }) => offerId);
        const colours = [...new Set(ids.map((id) => id.split('-')[0] as 'red' | 'blue'))];
        expect(colours).toHaveLength(1);
        expect(trace.funnel).toHaveLength(COUNTS[colours[0]!]);
        seen[colours[0]!] += 1;
      }
    };
    const calls = customers.map(call);
    for (let swap = 0; swap < SWAPS; swap += 1) {
      const before = seen.red + seen.blue;
      await catalogs.publish(TENANT, versions[swap % 2]!);
      while (seen.red + seen.blue < before + CALLERS) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    isSwapping = false;
    await Promise.all(calls);
    expect(Math.min(seen.red, seen.blue)).toBeGreaterThan(CALLERS);
  });
});
