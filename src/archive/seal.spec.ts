import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal, unseal } from './seal.js';

const SECRET = randomBytes(32);

describe('a sealed text', () => {
  it('comes back as it was, also when it is longer than a record', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 10_000, maxLength: 40_000 }));
    fc.assert(fc.property(texts, (text) => expect(unseal(seal(text, SECRET), SECRET)).toBe(text)));
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
