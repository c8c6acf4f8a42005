import type { CatalogInput } from '../../src/contract/catalog.js';

/** The middle of the Alexanderplatz. */
export const SQUARE = { lat: 52.5219, lng: 13.4132 };

/** Twenty offers around one square, each worth far more than any interruption costs, so that only a cap can stop them. */
export function capsCatalog(): CatalogInput {
  return {
    name: 'Twenty offers in one place (invented)',
    offers: Array.from({ length: 20 }, (_, n) => ({
      id: `offer-${n + 1}`,
      name: `Offer ${n + 1}`,
      category: 'coffee',
      place: SQUARE,
      where: { area: { circle: { ...SQUARE, radiusMetres: 500 } } },
      valueMinor: 100_000,
      startingPropensity: 0.9,
      treatments: [
        {
          id: `card-${n + 1}`,
          attentionSeconds: 1,
          texts: {
            de: {
              du: { title: `Angebot ${n + 1}`, body: 'Schau vorbei.' },
              sie: { title: `Angebot ${n + 1}`, body: 'Schauen Sie vorbei.' },
            },
            en: { neutral: { title: `Offer ${n + 1}`, body: 'Drop in.' } },
          },
        },
      ],
    })),
  };
}
