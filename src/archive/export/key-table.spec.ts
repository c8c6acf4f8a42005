import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyTable, lotOf } from './key-table.js';

describe('a table of keys', () => {
  it('numbers them in the order in which they come, each once, as a Map would', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 300 }), (keys) => {
        const table = new KeyTable();
        const known = new Map<string, number>();
        for (const key of keys) {
          if (!known.has(key)) known.set(key, known.size);
          expect(table.add(key)).toBe(known.get(key));
        }
        expect(table.size).toBe(known.size);
        for (const key of [...keys, 'none of them']) expect(table.find(key)).toBe(known.get(key) ?? -1);
      }),
    );
  });

  it('tells keys apart that differ by a digit, a hundred thousand of them', () => {
    const table = new KeyTable();
    for (let n = 0; n < 100_000; n += 1) table.add(`0mppoikg0-${n.toString(16).padStart(16, '0')}:card`);
    expect(table.size).toBe(100_000);
  });

  it('gives each a lot, evenly, and the same every time', () => {
    const counts = [0, 0, 0];
    for (let n = 0; n < 30_000; n += 1) counts[Math.floor(3 * lotOf(`decision-${n}`))]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(lotOf('decision-7')).toBe(lotOf('decision-7'));
  });
});
