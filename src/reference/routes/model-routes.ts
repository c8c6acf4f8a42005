import { featureContract } from '../../contract/features.js';
import type { HttpRoute } from './http-route.js';

/** For those who train the model. */
export const MODEL_ROUTES: readonly HttpRoute[] = [
  {
    method: 'get',
    path: '/v1/features',
    id: 'readFeatures',
    group: 'Models',
    summary: 'Read the features that a model may ask for in its manifest',
    roles: ['operator', 'scientist'],
    answers: { 200: { description: 'Every feature, by name.', schema: featureContract } },
  },
];
