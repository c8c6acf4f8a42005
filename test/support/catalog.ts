import type { CatalogInput } from '../../src/contract/catalog.js';

export type OfferInput = CatalogInput['offers'][number];

/** Where the offers of these tests hold: a square in Berlin and a station 250 m away, each 100 m wide. */
export const SQUARE = { lat: 52.5219, lng: 13.4132 } as const;
export const STATION = { lat: 52.5242, lng: 13.4132 } as const;
/** Fields near Berlin, where no offer holds but those for everywhere. */
export const NOWHERE = { lat: 52.7, lng: 13.9 } as const;

const WORDS = {
  de: { neutral: { title: 'Frisch', body: 'Jetzt probieren' } },
  en: { neutral: { title: 'Fresh', body: 'Try it now' } },
};

const TOUCHPOINTS = [
  ['app-push', 'card'],
  ['app-screen', 'card'],
  ['app-screen', 'banner'],
  ['web', 'hero'],
  ['web', 'card'],
  ['call-centre', 'agent'],
  ['till', 'receipt'],
  ['till', 'display'],
] as const;

/**
 * An offer on the square, worth more than any interruption, of a category that the model does not know: it is scored by
 * its starting propensity, so that every machine decides alike.
 */
export function anOffer(id: string, changes: Partial<OfferInput> = {}): OfferInput {
  return {
    id,
    name: `Offer ${id}`,
    category: 'bakery',
    place: { ...SQUARE, name: 'Bakery' },
    where: { area: { circle: { ...SQUARE, radiusMetres: 100 } } },
    valueMinor: 5_000,
    startingPropensity: 0.5,
    treatments: TOUCHPOINTS.map(([touchpoint, placement]) => ({
      id: `${touchpoint}-${placement}`,
      touchpoint,
      placement,
      format: 'glance',
      attentionSeconds: 2,
      texts: WORDS,
    })),
    ...changes,
  };
}

/** Holds everywhere and asks for no position. */
export function anOfferForAll(id: string, changes: Partial<OfferInput> = {}): OfferInput {
  return anOffer(id, { place: undefined, where: undefined, ...changes });
}

export function aCatalog(...offers: OfferInput[]): CatalogInput {
  return { name: 'Tests', offers };
}

/** Two offers on the square and one for all, so that each decision has a winner, a loser and one out of reach. */
export const TOWN = aCatalog(
  anOffer('rolls', { valueMinor: 6_000 }),
  anOffer('cake', { valueMinor: 4_000 }),
  anOfferForAll('voucher', { valueMinor: 1_000 }),
  anOffer('flowers', { place: { ...STATION }, where: { area: { circle: { ...STATION, radiusMetres: 100 } } } }),
);
