import { describe, expect, it } from '@jest/globals';
import { calibration, columnReference } from './models.js';

describe('the reference of a column', () => {
  it.each([
    { edges: [1, 5], shares: [0.333, 0.333, 0.333], missing: 0.5 },
    { edges: [], shares: [1], missing: 0 },
    { edges: [1], shares: [0, 0], missing: 1 },
  ])('is sound: %j', (reference) => {
    expect(columnReference.safeParse(reference).success).toBe(true);
  });

  it.each([
    { edges: [5, 1], shares: [0.3, 0.3, 0.4], missing: 0 },
    { edges: [1], shares: [1, 1], missing: 0 },
    { edges: [1], shares: [0.1, 0.1], missing: 0 },
    { edges: [1], shares: [1], missing: 0 },
  ])('is refused where drift would be measured wrong: %j', (reference) => {
    expect(columnReference.safeParse(reference).success).toBe(false);
  });
});

describe('an isotonic calibration', () => {
  it.each([
    { scores: [0.1, 0.9], rates: [0.9, 0.1] },
    { scores: [0.9, 0.1], rates: [0.1, 0.9] },
  ])('that would turn the order of offers round is refused: %j', (points) => {
    expect(calibration.safeParse({ kind: 'isotonic', ...points }).success).toBe(false);
  });
});
