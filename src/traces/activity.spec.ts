import { expect, it } from '@jest/globals';
import { readActivity } from './activity.js';

it.each([
  ['IN_VEHICLE', 80, 'vehicle'],
  ['ON_BICYCLE', 62, 'cycling'],
  ['ON_FOOT', undefined, 'walking'],
  ['WALKING', 50, 'walking'],
  ['WALKING', 49, 'unknown'],
  ['TILTING', 100, 'unknown'],
  ['stationary', undefined, 'still'],
  ['', undefined, undefined],
  ['toString', undefined, undefined],
  ['constructor', undefined, undefined],
])('%s at %s %% is %s', (text, confidence, activity) => {
  expect(readActivity(text, confidence)).toBe(activity);
});
