import type { CatalogInput } from '../../src/contract/catalog.js';
import { offset, OFFERS_PER_SPOT, spotCentre, SPOTS } from './walk.js';

const CATEGORIES = ['coffee', 'bar', 'takeaway', 'restaurant-budget', 'restaurant-mid'];

/**
 * Offers in 16 places far apart, 64 in each. Their areas are wide enough to hold the whole walk of the customers there,
 * and nothing in them speaks against showing them, so that each report has exactly 64 candidates to be scored. The checks
 * all have something to do: an area, rules of each layer, a cap, words in three forms.
 */
export function benchCatalog(): CatalogInput {
  const offers: CatalogInput['offers'] = [];
  for (let spot = 0; spot < SPOTS; spot++) {
    for (let index = 0; index < OFFERS_PER_SPOT; index++) offers.push(offerAt(spot, index));
  }
  return { name: 'bench', offers };
}

function offerAt(spot: number, index: number): CatalogInput['offers'][number] {
  const angle = index * 2.399;
  const fromCentreMetres = 20 + ((index * 13) % 100);
  const place = offset(spotCentre(spot), fromCentreMetres * Math.cos(angle), fromCentreMetres * Math.sin(angle));
  const category = CATEGORIES[index % CATEGORIES.length]!;
  return {
    id: `spot-${spot}-offer-${index}`,
    name: `Angebot ${index} in ${spot}`,
    category,
    place: { ...place, name: `Laden ${index}` },
    where: { area: { circle: { ...place, radiusMetres: 300 + ((index * 17) % 200) } } },
    // Worth more than any interruption costs.
    valueMinor: 50_000 + index * 100,
    validityHours: 2 + (index % 24),
    eligibility: [{ field: 'attributes.age', op: '>=', value: 18 }],
    applicability: [{ field: `visitsPerMonth.${category}`, op: '>=', value: 0 }],
    suitability: [{ field: 'attributes.tier', op: 'in', value: ['silver', 'gold'] }],
    caps: [{ limit: 1000, per: 'day' }],
    treatments: [
      {
        id: `treatment-${index}`,
        attentionSeconds: 1,
        texts: {
          de: {
            du: { title: `Angebot ${index} um die Ecke`, body: 'Heute gibt es hier etwas, das zu dir passt.' },
            sie: { title: `Angebot ${index} um die Ecke`, body: 'Heute gibt es hier etwas, das zu Ihnen passt.' },
          },
          en: {
            neutral: { title: `Offer ${index} around the corner`, body: 'There is something for you here today.' },
          },
        },
      },
    ],
  };
}
