import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buffersOf } from './columns.js';
import { LinePacker } from './line-packer.js';
import { lineAt, LineStoreBuilder } from './line-store.js';

const bytesOf = (line: string) => Buffer.from(line, 'utf8');

function storeOf(lines: readonly string[]) {
  const builder = new LineStoreBuilder(lines.length);
  lines.forEach((line, ordinal) => builder.set(ordinal, bytesOf(line)));
  return builder.finish();
}

const lengthOf = (lines: readonly string[]) => lines.reduce((bytes, one) => bytes + bytesOf(one).length, 0);
const heldBy = (part: unknown) => buffersOf(part).reduce((bytes, { byteLength }) => bytes + byteLength, 0);

/** Words from a small set, so that lines have much in common, and anything between them. */
const line = fc
  .array(fc.oneof(fc.constantFrom('{"id":"offer-', '","title":"Kaffee für dich', 'abcdefgh', 'ü🚋'), fc.string()))
  .map((words) => words.join(''));

describe('LineStore', () => {
  it('gives back every line as it came, in whatever order they are read', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const store = storeOf(lines);
        for (const ordinal of [...lines.keys()].reverse()) expect(lineAt(store, ordinal)).toBe(lines[ordinal]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives back lines of all lengths about the shortest match and a long piece of text', () => {
    const lines = Array.from({ length: 64 }, (_, n) => 'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, n));
    lines.push('x'.repeat(200_000), 'y'.repeat(300_000), `${'x'.repeat(199_999)}y`);
    const store = storeOf(lines);
    expect(lines.every((one, ordinal) => lineAt(store, ordinal) === one)).toBe(true);
  });

  it('holds a sheet of like offers in a quarter of its length', () => {
    const lines = Array.from({ length: 5_000 }, (_, n) =>
      JSON.stringify({
        id: `offer-${n}`,
        name: `Offer ${n}`,
        where: { area: { circle: { lat: 52.5 + n / 1e5, lng: 13.4 - n / 1e5, radiusMetres: 150 } } },
        treatments: ['de', 'en'].map((locale) => ({
          id: `offer-${n}-${locale}`,
          touchpoint: 'app-push',
          texts: {
            [locale]: { du: { title: `Offer ${n}`, body: 'Around the corner, as long as there is any of it.' } },
          },
        })),
      }),
    );
    const { patterns, pieces } = storeOf(lines);
    expect(heldBy({ patterns, pieces })).toBeLessThan(lengthOf(lines) / 4);
  });

  it('holds lines that have nothing in common in little more than theirs', () => {
    const lines = Array.from({ length: 10_000 }, (_, n) =>
      Array.from({ length: 40 }, (_, i) => Math.imul(n * 41 + i + 1, 0x9e3779b1).toString(36)).join(''),
    );
    const packer = new LinePacker();
    const packed = lines.reduce((bytes, one) => bytes + packer.pack(bytesOf(one)).length, 0);
    expect(packed + packer.patterns().length).toBeLessThan(1.2 * lengthOf(lines));
  });
});
