import { describe, expect, it } from '@jest/globals';
import { ALEXANDERPLATZ, circleZone, offerOf, treatmentOf, type OfferInput } from '../../test/support/builders.js';
import { checkCatalog } from './check-catalog.js';

const words = (title: string) => ({ title, body: '.' });
const circle = { circle: { ...ALEXANDERPLATZ, radiusMetres: 100 } };

/** The problems of a file, each as `CODE path`. */
function problemsOf(file: unknown): string[] {
  const checked = checkCatalog(file);
  return checked.ok ? [] : checked.problems.map(({ code, path }) => `${code} ${path}`);
}

const offers = (...changes: Partial<OfferInput>[]) => ({
  offers: changes.map((change, i) => offerOf(`o${i}`, change)),
});
const texts = (given: OfferInput['treatments'][number]['texts']) => ({ treatments: [treatmentOf({ texts: given })] });

describe('a catalog file', () => {
  it('that is right comes out with its defaults', () => {
    const checked = checkCatalog(offers({}));
    expect(checked).toMatchObject({
      ok: true,
      file: { zones: [], offers: [{ currency: 'EUR', lever: 1, validityHours: 24 }] },
    });
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', null, ['SCHEMA ']],
    ['without offers', {}, ['SCHEMA offers']],
    ['with an unknown key', { ...offers({}), price: 1 }, ['SCHEMA ']],
    ['with half of an emoji in its head', { ...offers({}), name: 'Town \ud83d' }, ['SCHEMA name']],
    [
      'with halves of emojis in two offers',
      offers({}, texts({ de: { neutral: words('\ud83e') } }), { place: { ...ALEXANDERPLATZ, name: '\udd50 Bakery' } }),
      ['SCHEMA offers.1.treatments.0.texts.de.neutral.title', 'SCHEMA offers.2.place.name'],
    ],
    [
      'with several faults at once',
      offers({ valueMinor: -1 }, { category: 'Coffee' }),
      ['SCHEMA offers.0.valueMinor', 'SCHEMA offers.1.category'],
    ],
    [
      'with a bad treatment',
      offers({ treatments: [treatmentOf({ attentionSeconds: 0 })] }),
      ['SCHEMA offers.0.treatments.0.attentionSeconds'],
    ],
    [
      'with an area off the earth',
      offers({ where: { area: { circle: { lat: 91, lng: 0, radiusMetres: 50 } } } }),
      ['SCHEMA offers.0.where.area.circle.lat'],
    ],
    [
      'with a ring that does not close',
      offers({
        where: {
          area: {
            polygon: {
              type: 'Polygon',
              coordinates: [
                [
                  [0, 0],
                  [1, 0],
                  [1, 1],
                  [0, 1],
                ],
              ],
            },
          },
        },
      }),
      ['SCHEMA offers.0.where.area.polygon.coordinates.0'],
    ],
    [
      'with no zone in a list of zones, which would be everywhere',
      offers({ where: { zones: [] } }),
      ['SCHEMA offers.0.where.zones'],
    ],
    [
      'with a condition on anything else',
      offers({ eligibility: [{ field: 'profile.name', op: 'present' }] }),
      ['SCHEMA offers.0.eligibility.0.field'],
    ],
    [
      'with a class that there is not',
      offers({ class: 'urgent' as never, priorityScore: 101, costMinor: -1 }),
      ['SCHEMA offers.0.class', 'SCHEMA offers.0.priorityScore', 'SCHEMA offers.0.costMinor'],
    ],
    [
      'with windows that are none',
      offers({
        when: {
          windows: [
            { days: [], from: '08:00', to: '24:01' },
            { days: ['mon'], from: '24:00', to: '09:00' },
            { days: ['mon'], from: '09:00', to: '09:00' },
          ],
        },
        timeZone: 'Europe/Wien',
      }),
      [
        'SCHEMA offers.0.when.windows.0.days',
        'SCHEMA offers.0.when.windows.0.to',
        'SCHEMA offers.0.when.windows.1.from',
        'SCHEMA offers.0.when.windows.2',
        'SCHEMA offers.0.timeZone',
      ],
    ],
    [
      'with an exception on a day that there is not',
      offers({ when: { exceptions: [{ date: '2027-02-29', closed: true }] } }),
      ['SCHEMA offers.0.when.exceptions.0.date'],
    ],
    [
      'with two exceptions on one day',
      offers({
        when: {
          exceptions: [
            { date: '2027-02-28', closed: true },
            { date: '2027-02-28', windows: [{ from: '08:00', to: '09:00' }] },
          ],
        },
      }),
      ['SCHEMA offers.0.when.exceptions'],
    ],
    [
      'with a fallback for nobody, one without a form and one twice',
      {
        ...offers({}),
        fallbacks: [
          { touchpoint: 'app-push', placement: 'card', offer: 'o1' },
          { touchpoint: 'till', placement: 'receipt', offer: 'o0' },
          { touchpoint: 'app-push', placement: 'card', offer: 'o0' },
        ],
      },
      ['UNKNOWN_OFFER fallbacks.0.offer', 'NO_TREATMENT fallbacks.1.offer', 'DUPLICATE_FALLBACK fallbacks.2'],
    ],
    [
      'with an exclusion group that is too large',
      offers(...Array.from({ length: 52 }, () => ({ exclusionGroup: 'g' }))),
      ['GROUP_TOO_LARGE offers.50.exclusionGroup'],
    ],
    [
      'with attributes that are not as the head has them',
      {
        ...offers({ attributes: { percent: '5', knd: 'rye' } }, { attributes: { percent: 5, kind: 'oat' } }),
        offerAttributes: {
          percent: { type: 'number' },
          kind: { type: 'level', levels: ['rye'], required: true },
          place: { type: 'text' },
        },
      },
      [
        'NAME_RESERVED offerAttributes.place',
        'WRONG_ATTRIBUTE offers.0.attributes.percent',
        'UNKNOWN_ATTRIBUTE offers.0.attributes.knd',
        'ATTRIBUTE_MISSING offers.0.attributes.kind',
        'WRONG_ATTRIBUTE offers.1.attributes.kind',
      ],
    ],
    [
      'with a rule on an attribute that nobody declares',
      offers({ attributes: { percent: 5 }, eligibility: 'offer.attributes.percent > 1' }),
      ['RULE_UNKNOWN_FIELD offers.0.eligibility'],
    ],
    ['with an unknown zone', offers({ where: { zones: ['nowhere'] } }), ['UNKNOWN_ZONE offers.0.where.zones.0']],
    ['with an offer twice', { offers: [offerOf('a'), offerOf('a')] }, ['DUPLICATE_ID offers.1.id']],
    [
      'with a zone twice',
      { ...offers({}), zones: [circleZone('z', ALEXANDERPLATZ, 50), circleZone('z', ALEXANDERPLATZ, 60)] },
      ['DUPLICATE_ID zones.1.id'],
    ],
    ['that ends before it begins', offers({ validFrom: 2, validTo: 2 }), ['END_BEFORE_START offers.0.validTo']],
    [
      'for fans without a place',
      offers({ where: { area: circle, fansWithinMetres: 100 } }),
      ['FANS_WITHOUT_PLACE offers.0.where.fansWithinMetres'],
    ],
  ])('%s', (_name, file, problems) => expect(problemsOf(file)).toEqual(problems));

  it('tells how to mend a fault of a choice, too', () => {
    const checked = checkCatalog(offers({ eligibility: [{ field: 'attributes.age', op: '~', value: 1 } as never] }));
    expect(checked.ok ? [] : checked.problems[0]!.message).toContain('expected one of "==", "!="');
  });
});

describe('the words of a catalog', () => {
  const both = { du: words('Hol dir'), sie: words('Holen Sie') };

  it.each<[string, unknown, string[]]>([
    ['du and Sie', offers(texts({ de: both })), []],
    ['neutral alone', offers(texts({ de: { neutral: words('Kaffee') } })), []],
    [
      'du alone',
      offers(texts({ de: { du: words('Hol dir') } })),
      ['MISSING_VARIANT offers.0.treatments.0.texts.de.sie'],
    ],
    [
      'Sie alone',
      offers(texts({ 'de-AT': { sie: words('Holen Sie') } })),
      ['MISSING_VARIANT offers.0.treatments.0.texts.de-AT.du'],
    ],
    ['Sie and neutral', offers(texts({ de: { sie: words('Holen Sie'), neutral: words('Kaffee') } })), []],
    [
      'the wrong one',
      offers(texts({ de: { ...both, du: words('Holen Sie') } })),
      ['MIXED_ADDRESS offers.0.treatments.0.texts.de.du.title'],
    ],
    [
      'one in the title, one in the body',
      offers(texts({ de: { neutral: { title: 'Kaffee', body: 'Für dich' } } })),
      ['MIXED_ADDRESS offers.0.treatments.0.texts.de.neutral.body'],
    ],
    [
      'more of them than the format holds',
      offers({ treatments: [treatmentOf({ format: 'glance', texts: { de: { neutral: words('x'.repeat(41)) } } })] }),
      ['TOO_LONG offers.0.treatments.0.texts.de.neutral.title'],
    ],
    [
      'braces that are no message',
      offers(texts({ de: { neutral: words('{n, plural, one {x}}') } })),
      ['BAD_ICU offers.0.treatments.0.texts.de.neutral.title'],
    ],
    [
      'something to fill in that nobody knows, and a text where a number belongs',
      offers({
        attributes: { brand: 'x' },
        treatments: [
          treatmentOf({ texts: { de: { neutral: { title: '{age}', body: '{brand, plural, other {#}}' } } } }),
        ],
      }),
      [
        'UNKNOWN_ARGUMENT offers.0.treatments.0.texts.de.neutral.title',
        'WRONG_ARGUMENT offers.0.treatments.0.texts.de.neutral.body',
      ],
    ],
    ['English, which has no such thing', offers(texts({ en: { neutral: words('Dir, Sie, du') } })), []],
    [
      'a language that another offer has',
      offers(texts({ de: both, en: { neutral: words('Coffee') } }), texts({ de: both })),
      ['MISSING_LOCALE offers.1.treatments.0.texts.en'],
    ],
    [
      'a language that the file asks for',
      { ...offers(texts({ de: both })), locales: ['de', 'fr'] },
      ['MISSING_LOCALE offers.0.treatments.0.texts.fr'],
    ],
    ['a language without words', offers(texts({ de: {} })), ['MISSING_LOCALE offers.0.treatments.0.texts.de']],
  ])('%s', (_name, file, problems) => expect(problemsOf(file)).toEqual(problems));
});
