import { describe, expect, it } from '@jest/globals';
import { catalogOf, offerOf, sightAll } from '../../test/support/builders.js';
import type { OfferId, TenantId } from '../core/types/ids.js';
import { SoldOut } from './sold-out.js';

const TENANT = 'default' as TenantId;
const catalog = catalogOf([
  offerOf('mug', { stock: { units: 1 } }),
  offerOf('cup', { stock: { units: 1 } }),
  offerOf('pen'),
]);
const among = (soldOut: SoldOut, nowMs: number, tenant = TENANT) =>
  soldOut.among(tenant, catalog, sightAll(catalog), nowMs);

describe('what is known to be sold out', () => {
  it('is told for two seconds, of the tenant and of offers in sight that have stock', () => {
    const soldOut = new SoldOut();
    expect(among(soldOut, 0)).toBeUndefined();
    for (const id of ['mug', 'pen', 'elsewhere']) soldOut.note(TENANT, id as OfferId, 'OUT_OF_STOCK', 0);
    expect(among(soldOut, 1_999)).toEqual({ mug: 'OUT_OF_STOCK' });
    expect(among(soldOut, 1_999, 'rival' as TenantId)).toBeUndefined();
    expect(among(soldOut, 2_000)).toBeUndefined();
  });

  it('is known anew when it is refused again, and each by its own time', () => {
    const soldOut = new SoldOut();
    soldOut.note(TENANT, 'mug' as OfferId, 'OUT_OF_STOCK', 0);
    soldOut.note(TENANT, 'cup' as OfferId, 'OUT_OF_BUDGET', 1_000);
    soldOut.note(TENANT, 'mug' as OfferId, 'OUT_OF_STOCK', 1_500);
    expect(among(soldOut, 2_500)).toEqual({ mug: 'OUT_OF_STOCK', cup: 'OUT_OF_BUDGET' });
    expect(among(soldOut, 3_000)).toEqual({ mug: 'OUT_OF_STOCK' });
  });

  it('is forgotten when another catalog serves', () => {
    const soldOut = new SoldOut();
    soldOut.note(TENANT, 'mug' as OfferId, 'OUT_OF_STOCK', 0);
    soldOut.clear();
    expect(among(soldOut, 0)).toBeUndefined();
  });
});
