import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { neutral } from './formula.js';
import { nearest, simple } from './nearest.js';
import { readArea } from './read-area.js';
import { readDate, toEpochMs } from './read-date.js';
import { guessDecimal, readDecimal, tellDecimal, toMinorUnits, toNumber } from './read-decimal.js';
import { SwappedPlaces } from './swapped-places.js';
import { cutTo, mendedMessage, readdressed } from '../words/mend-text.js';
import { messageFault } from '../words/message-faults.js';

describe('a decimal', () => {
  it.each<[string | number, boolean, number | undefined]>([
    ['1.234,50', true, 1234.5],
    ['1.234,50', false, 1234.5],
    ['1,234.50', true, 1234.5],
    ['1.234', true, 1234],
    ['1.234', false, 1.234],
    ['1,234', false, 1234],
    ['12,5', false, 12.5],
    ['1 234,5 €', true, 1234.5],
    ['1\u00a0234,5 Euro', true, 1234.5],
    ['EUR 1,80', true, 1.8],
    ['12 %', true, 12],
    ['-3,5', true, -3.5],
    [4.35, true, 4.35],
    [1e-7, true, 1e-7],
    ['1.2.3', true, undefined],
    ['1,23,456.7', false, undefined],
    ['zwölf', true, undefined],
    ['', true, undefined],
    ['.', true, undefined],
  ])('%s (comma: %s) is %s', (text, comma, value) => {
    const read = readDecimal(text, comma);
    expect(read && toNumber(read)).toBe(value);
  });

  it('becomes minor units exactly', () => {
    expect(toMinorUnits(readDecimal('1.234,5', true)!, 2)).toBe(123450);
    expect(toMinorUnits(readDecimal('0,285', true)!, 2)).toBeUndefined();
    expect(toMinorUnits(readDecimal('500', true)!, 0)).toBe(500);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.boolean(), (minor, comma) => {
        const text = `${Math.floor(minor / 100)}${comma ? ',' : '.'}${String(minor % 100).padStart(2, '0')}`;
        return toMinorUnits(readDecimal(text, comma)!, 2) === minor;
      }),
    );
  });

  it.each([
    ['1,2O', '1,20'],
    ['ca. 4,50', '4,50'],
    ['3,5,0', '35'],
    ['2;80', '2,80'],
    ['1,80 euros', '1,80'],
    ['l,8O', '1,80'],
    ['1,-', '1'],
  ])('that went wrong as %s is guessed as %s', (text, guess) =>
    expect(tellDecimal(guessDecimal(text, true)!, true)).toBe(guess),
  );

  it.each(['kostenlos', 'gratis', 'n. n.', '180 Cent', '80 ct'])('is not guessed from %s', (text) =>
    expect(guessDecimal(text, true)).toBeUndefined(),
  );
});

describe('a date', () => {
  const told = (text: string, until = false) => {
    const read = readDate(text);
    return read.ok ? new Date(toEpochMs(read.date, 'Europe/Berlin', until)).toISOString() : [read.fault, read.nearest];
  };
  it.each<[string, unknown]>([
    ['31.12.2026', '2026-12-30T23:00:00.000Z'],
    ['31.12.2026 18:00', '2026-12-31T17:00:00.000Z'],
    ['1.7.2026 08:05 Uhr', '2026-07-01T06:05:00.000Z'],
    ['2026-12-31T18:00:00Z', '2026-12-31T18:00:00.000Z'],
    ['2026-12-31T18:00+05:30', '2026-12-31T12:30:00.000Z'],
    ['31.02.2027', ['impossible', '28.02.2027']],
    ['2027-13-01', ['impossible', '2027-12-01']],
    ['31/12/2026', ['bad', '31.12.2026']],
    ['1-2-26', ['bad', '01.02.2026']],
    ['46447', ['bad', '01.03.2027']],
    ['1. März 2027', ['bad', '01.03.2027']],
    ['Dec 31, 2026', ['bad', '31.12.2026']],
    ['12/31/2026', ['bad', '31.12.2026']],
    ['31 December 26', ['bad', '31.12.2026']],
    ['01.03.2027, 8 Uhr', ['bad', undefined]],
    ['18000', ['bad', undefined]],
    ['morgen', ['bad', undefined]],
  ])('%s', (text, expected) => expect(told(text)).toEqual(expected));

  it('that ends holds its whole day, also when the clocks change', () => {
    expect(told('31.12.2026', true)).toBe('2026-12-31T23:00:00.000Z');
    expect(told('25.10.2026', true)).toBe('2026-10-25T23:00:00.000Z');
  });
});

describe('a polygon', () => {
  it.each<[string, string, string | undefined]>([
    ['POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))', 'ok', undefined],
    ['{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}', 'ok', undefined],
    ['POLYGON ((0 0, 1 0, 1 1, 0 1))', 'open', 'POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))'],
    ['POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))', 'crossing', 'POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))'],
    ['POLYGON ((0 0, 1 0, 1 91, 0 0))', 'range', undefined],
    ['POLYGON ((0 0, x 0, 1 1, 0 0))', 'bad', undefined],
    ['{"type":"Point","coordinates":[1,2]}', 'bad', undefined],
    [`POLYGON ((${Array.from({ length: 2_500 }, (_, i) => `${i / 100} 1`).join(', ')}))`, 'long', undefined],
  ])('%.40s', (text, fault, mended) => {
    const read = readArea(text);
    expect(read.ok ? 'ok' : read.fault).toBe(fault);
    expect(read.ok ? undefined : read.nearest).toBe(mended);
    if (mended) expect(readArea(mended).ok).toBe(true);
  });
});

describe('words', () => {
  it('are near whatever their case, umlauts and blanks', () => {
    expect(simple('Gültig bis')).toBe(simple('gueltig_bis'));
    expect(nearest('Kategorei', ['Wert', 'Kategorie'])).toBe('Kategorie');
    expect(nearest('Lieferant', ['Wert', 'Kategorie'])).toBeUndefined();
  });

  it('that are no ICU message are mended into one', () => {
    for (const text of ['Für dich {name', '{n, plural, one {ein Tag}', '{} da', '{a, blub, b}', '{{{']) {
      expect(messageFault(text)).toBeDefined();
      expect(messageFault(mendedMessage(text))).toBeUndefined();
    }
    expect(messageFault('{n, plural, one {ein Tag} other {# Tage}} <b>')).toBeUndefined();
  });

  it('are cut at a blank and addressed anew', () => {
    expect(cutTo(12, 'Kaffee und Kuchen')).toBe('Kaffee und…');
    expect(readdressed('Für dich und Ihre Freunde', 'du')).toBe('Für dich und deine Freunde');
    expect(readdressed('Für Sie und deine Freunde', 'sie')).toBe('Für Sie und Ihre Freunde');
  });
});

it('a formula becomes text, and comes back as it was', () => {
  for (const text of ['=1+1', '+49', '-1', '@a', '\tx', '\rx', '\n=1', '＝1', '＋1', '－1', '＠a'])
    expect(neutral.write(text)).toBe(`'${text}`);
  fc.assert(fc.property(fc.string(), (text) => neutral.read(neutral.write(text)) === text));
  expect(neutral.write("it's")).toBe("it's");
});

it('swapped places are those that are alone as they are', () => {
  const places = new SwappedPlaces();
  for (let row = 0; row < 20; row += 1) places.see({ row, lat: 52.5 + row / 100, lng: 13.4 });
  places.see({ row: 20, lat: 13.4, lng: 52.5 });
  places.see({ row: 21, lat: 40.7, lng: -74 });
  expect(places.find().map(({ row }) => row)).toEqual([20]);
});
