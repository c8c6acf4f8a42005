import { servedCatalog } from '../../contract/served-catalog.js';
import { stockAnswer, stockQueryFields } from '../../contract/stock.js';
import type { HttpRoute } from './http-route.js';

/** What serves now. */
export const CATALOG_ROUTES: readonly HttpRoute[] = [
  {
    method: 'get',
    path: '/v1/catalog/offers',
    id: 'readServedOffers',
    group: 'Catalog',
    summary: 'Read the offers that serve now, and the areas in which they hold',
    roles: ['operator', 'marketer', 'scientist'],
    answers: { 200: { description: 'The catalog version that serves now.', schema: servedCatalog } },
  },
  {
    method: 'get',
    path: '/v1/catalog/stock',
    id: 'readStock',
    group: 'Catalog',
    summary: 'Read what is left of the offers that have stock or a budget',
    roles: ['operator', 'marketer'],
    query: {
      cursor: {
        schema: stockQueryFields.cursor,
        description: 'the `next` of the page before; left out: the first page',
      },
      limit: { schema: stockQueryFields.limit, description: 'most offers of one page; left out: 100' },
    },
    answers: { 200: { description: 'One page, by the ids of the offers.', schema: stockAnswer } },
  },
];
