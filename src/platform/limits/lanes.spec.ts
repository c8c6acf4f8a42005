import { expect, it } from '@jest/globals';
import { costOf, LANES, laneOf } from './lanes.js';

it.each([
  ['position:report', {}, 'position:report'],
  ['consent:set', { status: 'granted' }, 'consent:set'],
  ['consent:set', { status: 'withdrawn' }, 'consent:withdraw'],
  ['consent:set', null, 'consent:set'],
  ['consent:withdraw', { status: 'withdrawn' }, 'other'],
  ['__proto__', {}, 'other'],
  ['constructor', undefined, 'other'],
  ['other', {}, 'other'],
])('%s %j is metered as %s', (event, message, lane) => {
  expect(LANES[laneOf(event, message)]).toBe(lane);
});

it.each([
  ['position:report', { lat: 1 }, 1],
  ['position:report', { fixes: [] }, 1],
  ['position:report', { fixes: Array(100).fill(0) }, 10],
  ['position:report', { fixes: { length: 1e9 } }, 1],
  ['feedback:report', { events: Array(7).fill(0) }, 7],
  ['feedback:report', 'events', 1],
  ['feedback:report', null, 1],
  ['context:report', { events: Array(7).fill(0) }, 1],
])('%s %j costs %d', (event, message, cost) => {
  expect(costOf(event, message)).toBe(cost);
});
