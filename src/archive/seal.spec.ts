import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal, unseal } from './seal.js';

const SECRET = randomBytes(32);

describe('a sealed text', () => {
  it('comes back as it was, also when it is longer than a record', () => {
    const texts = fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(2_000)).map(([text, times]) => text.repeat(times));
    fc.assert(fc.property(texts, (text) => expect(unseal(seal(text, SECRET), SECRET) === text).toBe(true)));
  });

  it('is nothing to who has another secret', () => {
    expect(() => unseal(seal('{"v":1}', SECRET), randomBytes(32))).toThrow();
  });

  it('that was altered does not open', () => {
    const box = Buffer.from(seal('{"v":1}', SECRET), 'base64');
    box[box.length - 1]! ^= 1;
    expect(() => unseal(box.toString('base64'), SECRET)).toThrow();
  });
});
