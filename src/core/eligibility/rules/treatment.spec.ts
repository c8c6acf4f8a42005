import { describe, expect, it } from '@jest/globals';
import {
  catalogOf,
  momentOf,
  offerOf,
  offersIn,
  policy,
  sightingOf,
  stageOf,
  treatmentOf,
  type InputChange,
} from '../../../../test/support/builders.js';
import type { MomentName } from '../../types/moment.js';
import type { AddressForm } from '../../types/offer.js';
import { chooseTreatments, chooseWords, treatmentChooser } from './treatment.js';

const words = (title: string) => ({ title, body: '.' });

describe('the treatment', () => {
  const treatments = [
    treatmentOf({ id: 'short', attentionSeconds: 12 }),
    treatmentOf({ id: 'rich', attentionSeconds: 45, format: 'rich' }),
    treatmentOf({ id: 'glance', attentionSeconds: 3, format: 'glance' }),
    treatmentOf({ id: 'banner', touchpoint: 'app-screen', placement: 'banner' }),
    treatmentOf({ id: 'screen', touchpoint: 'app-screen', attentionSeconds: 120 }),
  ];
  const catalog = catalogOf([offerOf('o', { treatments })]);

  function chosen(change: InputChange): Record<string, string> | string {
    const result = chooseTreatments(catalog.offer(0), stageOf(catalog, change));
    if (typeof result === 'string') return result;
    return Object.fromEntries(result.map(({ treatment }) => [treatment.placement, treatment.id]));
  }

  it.each<[MomentName, string]>([
    ['waiting', 'rich'],
    ['dwelling', 'rich'],
    ['strolling', 'short'],
    ['queueing', 'short'],
    ['passing', 'glance'],
    ['unknown', 'glance'],
  ])('while %s is the richest that there is attention for: %s', (name, id) => {
    expect(chosen({ situation: { moment: momentOf(name) } })).toEqual({ card: id });
  });

  it('is none when even the shortest asks too much', () => {
    const hasty = {
      ...stageOf(catalog),
      policy: {
        ...policy,
        moments: { ...policy.moments, attentionSeconds: { ...policy.moments.attentionSeconds, unknown: 2 } },
      },
    };
    expect(chooseTreatments(catalog.offer(0), hasty)).toBe('ATTENTION_TOO_SHORT');
  });

  it('asks nothing of the attention of those who came by themselves, and is chosen for each placement', () => {
    const inbound = { touchpoint: 'app-screen', outbound: false, placements: ['card', 'banner', 'hero'] };
    expect(chosen(inbound)).toEqual({ card: 'screen', banner: 'banner' });
  });

  it('falls to a shorter one that has words', () => {
    const short = treatmentOf({
      id: 'short',
      attentionSeconds: 3,
      texts: { de: { neutral: words('Kaffee') }, en: { neutral: words('Coffee') } },
    });
    const german = { ...treatments[1]!, texts: { de: { neutral: words('Kaffee') }, en: {} } };
    // The check would refuse a file with a locale left out; a record may hold one all the same.
    const checked = catalogOf([offerOf('o', { treatments: [short] })]).offer(0);
    const offer = { ...checked, treatments: [german as never, ...checked.treatments] };
    const stage = stageOf(catalog, { locale: 'en', outbound: false });
    const chosen = chooseTreatments(offer, stage);
    expect(typeof chosen === 'string' ? chosen : chosen[0]?.treatment.id).toBe('short');
  });
});

describe('the treatment chosen once', () => {
  it('is for each reader and moment what it would be if chosen anew', () => {
    const catalog = catalogOf([
      offerOf('a', {
        treatments: [treatmentOf({ attentionSeconds: 3 }), treatmentOf({ id: 'long', attentionSeconds: 45 })],
      }),
      offerOf('b', {
        treatments: [treatmentOf({ placement: 'banner' }), treatmentOf({ id: 'c', attentionSeconds: 12 })],
      }),
    ]);
    const changes: InputChange[] = ['de', 'en', 'tr', undefined].flatMap((locale) =>
      ['du' as const, 'sie' as const, undefined].flatMap((addressForm) =>
        [['card'], ['banner', 'card']].flatMap((placements) =>
          [momentOf('waiting'), momentOf('passing'), momentOf('strolling')].map((moment) => ({
            ...{ locale, addressForm, placements },
            situation: { moment },
          })),
        ),
      ),
    );
    for (const outbound of [true, false]) {
      for (const change of [...changes, ...changes]) {
        const stage = stageOf(catalog, { ...change, outbound });
        const choose = treatmentChooser(stage);
        for (const offer of offersIn(catalog))
          expect(choose(offer, sightingOf(offer.ordinal))).toEqual(chooseTreatments(offer, stage));
      }
    }
  });
});

describe('the words', () => {
  const both = { de: { du: words('du'), sie: words('sie') }, en: { neutral: words('en') } };
  const neutral = { de: { neutral: words('neutral') }, 'de-AT': { neutral: words('servus') } };
  const all = { de: { du: words('du'), sie: words('sie'), neutral: words('neutral') } };

  it.each<[string, Parameters<typeof chooseWords>[0], string | undefined, AddressForm | undefined, string | undefined]>(
    [
      ['who is per du', both, 'de', 'du', 'du'],
      ['who is addressed with Sie', both, 'de', 'sie', 'sie'],
      ['who has not said: politely', both, 'de', undefined, 'sie'],
      ['who wants neither, where there is no neutral', both, 'de', 'neutral', 'sie'],
      ['who has not said, where there is a neutral one', all, 'de', undefined, 'neutral'],
      ['who is per du, where there is only neutral', neutral, 'de', 'du', 'neutral'],
      ['who is per du gets no Sie', { de: { sie: words('sie') } }, 'de', 'du', undefined],
      ['who is addressed with Sie gets no du', { de: { du: words('du') } }, 'de', 'sie', undefined],
      ['who has not said gets no du', { de: { du: words('du') } }, 'de', undefined, undefined],
      ['an Austrian, by the exact locale', neutral, 'de-AT', 'sie', 'servus'],
      ['a Swiss, by the language', neutral, 'de-CH', 'sie', 'neutral'],
      ['an American, by the language', both, 'en-US', 'du', 'en'],
      ['whose language there is not', both, 'fr', undefined, undefined],
      ['whose language is not known: German', both, undefined, 'du', 'du'],
    ],
  )('for one %s', (_name, texts, locale, form, title) => {
    expect(chooseWords(texts, locale, form)?.words.title).toBe(title);
  });
});
