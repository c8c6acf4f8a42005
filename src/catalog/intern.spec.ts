import { expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { intern } from './intern.js';

/** More than V8 keeps of shapes after that of an empty object. */
const MANY = 2_000;

it('gives the text back', () =>
  expect(['', 'a', '__proto__', 'constructor', '17'].map(intern)).toEqual(['', 'a', '__proto__', 'constructor', '17']));

it('leaves room for the shapes of objects that are first made afterwards', () => {
  setFlagsFromString('--allow-natives-syntax');
  const isFast = new Function('made', 'return %HasFastProperties(made)') as (made: object) => boolean;
  setFlagsFromString('--no-allow-natives-syntax');
  for (let i = 0; i < MANY; i += 1) intern(`name-${i}`);
  // The shape changes once, from whole numbers to any, as with scores: this is what a full list makes a dictionary of.
  const make = (score: number) => ({ madeFirstHere: 'x', score, rank: 1, last: 'y' });
  const made = [1, 2, 0.5, 0.25].map(make);
  expect(made.map(isFast)).toEqual([true, true, true, true]);
});
