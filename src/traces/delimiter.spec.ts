import { expect, it } from '@jest/globals';
import { detectDelimiter } from './delimiter.js';

it.each([
  ['at,lat,lng', ','],
  ['at;lat;lng', ';'],
  ['at\tlat\tlng', '\t'],
  ['"at, by the phone";"lat, north";"lng, east, Greenwich"', ';'],
  ['at', ','],
])('finds the delimiter of %j', (header, delimiter) => {
  expect(detectDelimiter(header)).toBe(delimiter);
});
