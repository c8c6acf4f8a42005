import { describe, expect, it } from '@jest/globals';
import { findAddresses, strangersIn } from './address-form-lint.js';

describe('words of address', () => {
  it.each([
    ...['du', 'dich', 'dir', 'dein', 'deine', 'deinem', 'deinen', 'deiner', 'deines', 'deins', 'Du', 'Dein', 'DU'],
    ...['euch', 'euer', 'eure', 'eurem', 'euren', 'eurer', 'eures', 'euern', 'EUER'],
  ])('%s is du', (word) => expect(findAddresses(`Für ${word}!`)).toEqual([{ form: 'du', word }]));

  it.each([
    ...['Sie', 'Ihnen', 'Ihr', 'Ihre', 'Ihrem', 'Ihren', 'Ihrer', 'Ihres'],
    ...['SIE', 'IHNEN', 'IHR', 'IHRE', 'IHREN'],
  ])('%s is Sie', (word) => expect(findAddresses(`Für ${word}!`)).toEqual([{ form: 'sie', word }]));
});

describe('a text that speaks to the customer as it should', () => {
  it.each<['du' | 'sie' | 'neutral', string]>([
    ['du', 'Hol dir deinen Cappuccino, solange er heiß ist.'],
    ['du', 'Dein Zug kommt in 4 Minuten – Zeit für ein Franzbrötchen?'],
    ['du', 'Bring jemanden mit: Zwei zahlen, einer trinkt. Was sagt ihr?'],
    ['sie', 'Holen Sie sich Ihren Cappuccino, solange er heiß ist.'],
    ['sie', 'Wir schenken Ihnen den zweiten Kaffee.'],
    ['neutral', 'Zweiter Cappuccino gratis, nur bis 14 Uhr.'],
    ['neutral', 'Die Bäckerei und ihr bestes Brot: frisch, weil sie es von Hand backt.'],
    ['neutral', 'Unsere Gäste lieben sie, und wir danken es ihnen: die Dutzendkarte.'],
    ['neutral', 'Dirndl, Dudelsack und Dichterlesung: Euro-Woche am Siegestor'],
    ['neutral', 'Dunkles Brot von Müller & Söhne, 3 Euro – auch in Ihringen und Duisburg'],
    ['neutral', 'Direkt am Dom: Eurasische Küche, Siebträger, Deichlamm'],
    ['neutral', 'Guten Durst! Duftet nach Kaffee.'],
  ])('%s: %s', (form, text) => expect(strangersIn(text, form)).toEqual([]));
});

describe('a text that does not', () => {
  it.each<['du' | 'sie' | 'neutral', string, string[]]>([
    ['du', 'Hol dir Ihren Cappuccino', ['Ihren']],
    ['sie', 'Holen Sie sich deinen Cappuccino', ['deinen']],
    ['sie', 'Für Sie: Euer Stammcafé, euer Rabatt', ['Euer', 'euer']],
    ['neutral', 'Ihr Kaffee wartet, dein Kuchen auch', ['dein', 'Ihr']],
    ['neutral', 'SPAREN SIE 20 %', ['SIE']],
    ['sie', 'Ihr Café/dein Café', ['dein']],
    // It means the bakery; an offer has no need to say it so.
    ['du', 'Deine Bäckerei. Sie backt von Hand.', ['Sie']],
  ])('%s: %s', (form, text, strangers) => expect(strangersIn(text, form)).toEqual(strangers));
});
