import fc from 'fast-check';
import { raw } from './raw-json.js';

/** One way in which a message goes wrong: where (counted over all places of the value) and how. */
export interface Mutation {
  place: number;
  change: Change;
}

type Change =
  { kind: 'replace'; value: unknown } | { kind: 'add'; key: string } | { kind: 'remove' | 'double' | 'wrap' };

const NUMBERS = [
  0,
  -1,
  1.5,
  91,
  -181,
  1e21,
  2 ** 53,
  -(2 ** 63),
  5e-324,
  1.7e308,
  8.64e15,
  raw('1e999'),
  raw('-1e999'),
];
const TEXTS = [
  '',
  ' ',
  'NaN',
  'Infinity',
  '\u0000',
  '\u202e',
  '\ud800',
  'e\u0301\u0301',
  'ﬀ',
  '٣',
  'İ',
  '👩‍👩‍👧',
  '{ann}',
  '*',
  '../..',
];
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'then', '', '0', 'ﬀ'];
const LONG = ['x'.repeat(300), 'é'.repeat(5_000), '9'.repeat(400), '[]'.repeat(3_000)];
const DEEP = [5, 200, 3_000].map((depth) => raw('['.repeat(depth) + ']'.repeat(depth)));
const WIDE = [Array(2_000).fill(0), Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, n]))];
const TYPES = [null, true, false, [], {}, [[]], { length: 1e9 }, { _placeholder: true, num: 0 }];

const wrong = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(...TEXTS),
  fc.constantFrom<unknown>(...TYPES),
  { arbitrary: fc.constantFrom<unknown>(...LONG, ...DEEP, ...WIDE), weight: 1 },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: wrong.map((value) => ({ kind: 'replace' as const, value })), weight: 4 },
  { arbitrary: fc.constantFrom(...KEYS).map((key) => ({ kind: 'add' as const, key })), weight: 2 },
  fc.constantFrom<Change>({ kind: 'remove' }, { kind: 'double' }, { kind: 'wrap' }),
);

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(fc.record({ place: fc.nat(200), change }), {
  minLength: 1,
  maxLength: 3,
});

/** The value with each mutation made, in order. The value itself stays as it is. */
export function mutate(value: unknown, all: readonly Mutation[]): unknown {
  return all.reduce((changed, mutation) => mutateOnce(changed, mutation), value);
}

function mutateOnce(value: unknown, { place, change }: Mutation): unknown {
  const root = { value: structuredClone(value) };
  const places = placesOf(root);
  const { holder, key } = places[place % places.length]!;
  const held = holder[key];
  switch (change.kind) {
    case 'replace':
      setOwn(holder, key, change.value);
      break;
    case 'add':
      setOwn(typeof held === 'object' && held !== null ? (held as Holder) : holder, change.key, { polluted: true });
      break;
    case 'remove':
      if (holder !== root) Reflect.deleteProperty(holder, key);
      break;
    case 'double':
      setOwn(holder, key, [held, held]);
      break;
    case 'wrap':
      setOwn(holder, key, { [key]: held });
      break;
  }
  return root.value;
}

type Holder = Record<string, unknown>;

/** Every value in the tree by who holds it; arrays are not walked beyond their first entries. */
function placesOf(holder: Holder): { holder: Holder; key: string }[] {
  return Object.keys(holder)
    .slice(0, 20)
    .flatMap((key) => {
      const held = holder[key];
      const inner = typeof held === 'object' && held !== null ? placesOf(held as Holder) : [];
      return [{ holder, key }, ...inner];
    });
}

/** As JSON.parse does it: a `__proto__` becomes a property like any other. */
function setOwn(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) holder.push(value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
