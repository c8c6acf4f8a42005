import { describe, expect, it } from '@jest/globals';
import { catalogOf, offerOf, treatmentOf, type OfferInput } from '../../../test/support/builders.js';
import type { MessageFacts } from '../../core/types/offer.js';

const PLACE = { lat: 52.5, lng: 13.4, name: 'Café Nord' };

function wordsOf(title: string, change: Partial<OfferInput> = {}, locale = 'de') {
  const texts = { [locale]: { neutral: { title, body: '.' } } };
  const offer = offerOf('o', { place: PLACE, ...change, treatments: [treatmentOf({ format: 'rich', texts })] });
  return catalogOf([offer]).offer(0).treatments[0]!.texts[locale]!.neutral!;
}

const filled = (title: string, change?: Partial<OfferInput>, facts: Partial<MessageFacts> = {}, locale?: string) =>
  wordsOf(title, change, locale).message!.fill({ moment: 'waiting', daypart: 'morning', ...facts })?.title;

describe('words', () => {
  it.each(['Kaffee', "Wie geht's?", '100 % # <b>'])('without anything to fill in are left as they are: %s', (title) =>
    expect(wordsOf(title)).toEqual({ title, body: '.' }),
  );

  it('tell the place, the offer, the way, the moment and the attributes', () => {
    const attributes = { percent: 12.5, brand: 'Nord', fresh: true };
    const change = { name: 'Kuchen', attributes, validityHours: 1 };
    expect(filled('{offer} bei {place}', change)).toBe('Kuchen bei Café Nord');
    expect(filled('{percent, number} % auf {brand}', change)).toBe('12,5 % auf Nord');
    expect(filled('{fresh, select, true {frisch} other {alt}}', change)).toBe('frisch');
    expect(filled('{validityHours, plural, one {eine Stunde} other {# Stunden}}', change)).toBe('eine Stunde');
    expect(filled('{walkMinutes, plural, one {eine Minute} other {# Minuten}}', {}, { walkMinutes: 4 })).toBe(
      '4 Minuten',
    );
    expect(filled('{moment, select, waiting {Wartezeit} other {?}} am {daypart}')).toBe('Wartezeit am morning');
    expect(filled("'{'{place}'}'")).toBe('{Café Nord}');
  });

  it('write numbers the way of the customer, where the words are of their language', () => {
    const change = { attributes: { points: 12345.6 } };
    expect(filled('{points, number}', change, { locale: 'de' })).toBe('12.345,6');
    expect(filled('{points, number}', change, { locale: 'de-CH' })).toEqual(expect.stringMatching(/^12.345\.6$/));
    expect(filled('{points, number}', change, { locale: 'fr' })).toBe('12.345,6');
    expect(filled('{points, number}', change, { locale: 'de' }, 'en')).toBe('12,345.6');
  });

  it('that tell the way cannot be filled in where it is not known, and say so before', () => {
    expect(wordsOf('{walkMinutes}').message!.needsDistance).toBe(true);
    expect(wordsOf('{place}').message!.needsDistance).toBe(false);
    expect(filled('{walkMinutes}')).toBeUndefined();
  });

  it('stay within their format, whatever is filled in', () => {
    const title = filled('{brand}', { attributes: { brand: 'x'.repeat(120) } });
    expect(title).toHaveLength(120);
    const texts = { de: { neutral: { title: '{moment} '.repeat(9), body: '.' } } };
    const offer = catalogOf([offerOf('o', { treatments: [treatmentOf({ format: 'glance', texts })] })]).offer(0);
    const short = offer.treatments[0]!.texts.de!.neutral!.message!.fill({ moment: 'commuting' });
    expect(short!.title.length).toBeLessThanOrEqual(40);
    expect(short!.title).toBe('commuting commuting commuting commuting…');
  });

  it('are asked by names that every object has, and give none of them', () => {
    const attributes = { brand: 'constructor' };
    expect(filled('{brand, select, a {x} other {y}}', { attributes })).toBe('y');
  });
});
