import type { DecisionExtractor } from '../extractor.js';

const visitsTo = (name: string, category: string): DecisionExtractor => ({
  name,
  scope: 'decision',
  kind: 'number',
  unit: 'visits a month',
  range: [0, 1000],
  source: 'profile',
  consent: 'profiling',
  describe: `visits to places of the category ${category}`,
  extract: ({ input }) => input.profile.visitsPerMonth[category],
});

export const visitsBar = visitsTo('visitsBar', 'bar');
export const visitsCoffee = visitsTo('visitsCoffee', 'coffee');
export const visitsTakeaway = visitsTo('visitsTakeaway', 'takeaway');
export const visitsRestaurantBudget = visitsTo('visitsRestaurantBudget', 'restaurant-budget');
export const visitsRestaurantMid = visitsTo('visitsRestaurantMid', 'restaurant-mid');
