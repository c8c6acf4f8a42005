import { describe, expect, it } from '@jest/globals';
import { lintText, type TextPlace } from './lint-text.js';
import { literalsOf, longestLength } from './message-faults.js';

const KNOWN = new Map([
  ['place', 'text'],
  ['walkMinutes', 'number'],
  ['percent', 'number'],
] as const);
const PLACE: TextPlace = { locale: 'de', form: 'du', format: 'glance', part: 'title', known: KNOWN };
const lint = (text: string, change: Partial<TextPlace> = {}) => lintText(text, { ...PLACE, ...change });

describe('a text', () => {
  it.each([
    'Dein Kaffee',
    'Nur {walkMinutes, plural, one {eine Minute} other {# Minuten}}',
    '{percent, number} % für dich',
    "Wie geht's, {place}?",
    "Geschweift: '{so}'",
  ])('is right: %s', (text) => expect(lint(text)).toEqual([]));

  it.each<[string, Partial<TextPlace>, string, string | undefined]>([
    ['Für dich {place', {}, 'BAD_ICU', 'Für dich {place}'],
    ['Für dich {nmae', {}, 'BAD_ICU', "Für dich '{'nmae"],
    ['Für dich {plce}', {}, 'UNKNOWN_ARGUMENT', 'Für dich {place}'],
    ['Für dich {zebra}', {}, 'UNKNOWN_ARGUMENT', "Für dich '{'zebra'}'"],
    ['{place, plural, other {#}}', {}, 'WRONG_ARGUMENT', undefined],
    ['Dein Kaffee und noch viel mehr davon, heute', {}, 'TOO_LONG', 'Dein Kaffee und noch viel mehr davon,…'],
    ['{walkMinutes, plural, one {x} other {Dein Kaffee und noch viel mehr davon, heute}}', {}, 'TOO_LONG', undefined],
    ['Ihr Kaffee', {}, 'MIXED_ADDRESS', 'dein Kaffee'],
    [
      '{walkMinutes, plural, one {Ihre Minute} other {#}}',
      {},
      'MIXED_ADDRESS',
      '{walkMinutes, plural, one {deine Minute} other {#}}',
    ],
  ])('is told of: %s', (text, change, code, suggestion) => {
    const [fault, ...others] = lint(text, change);
    expect(others).toEqual([]);
    expect([fault!.code, fault!.suggestion]).toEqual([code, suggestion]);
    if (suggestion !== undefined) expect(lint(suggestion, change)).toEqual([]);
  });

  it('names what may be filled in where something else is', () => {
    expect(lint('{age}')[0]!.about).toBe('age|place, walkMinutes, percent');
  });

  it('is as long as its longest branch with what will stand there', () => {
    const text = 'Bei {place}: {walkMinutes, plural, one {eine Minute} other {# Minuten}}';
    expect(longestLength(text, { place: 'Nordlicht' })).toBe('Bei Nordlicht: eine Minute'.length);
    expect(longestLength("It's '{'", {})).toBe("It's {".length);
  });

  it('addresses by what people read of it, not by the names of what is filled in', () => {
    expect(literalsOf('{du, select, a {Sie} other {}} x')).toBe('Sie  x');
  });
});
