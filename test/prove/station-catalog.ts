import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CatalogInput } from '../../src/contract/catalog.js';

interface Station {
  stationName: string;
  stationUICCode: number;
  countryCode: string;
  latitude: number;
  longitude: number;
}

interface Idea {
  id: string;
  category: string;
  valueMinor: number;
  startingPropensity: number;
  attentionSeconds: number;
  de: { du: Words; sie: Words };
  en: Words;
}

type Words = { title: string; body: string };

/** Five minutes on foot: who is that near can turn in, and a phone on a train through the station is within for a while. */
const WALK_METRES = 400;
/** Who has taken up such an offer before walks a little further for it. */
const FANS_METRES = 1000;
/** Platforms and forecourt: where people wait. */
const STATION_METRES = 150;

/** Invented shops. No such offer exists; the stations do. */
const IDEAS: readonly Idea[] = [
  {
    id: 'coffee',
    category: 'coffee',
    valueMinor: 250,
    startingPropensity: 0.5,
    attentionSeconds: 4,
    de: {
      du: { title: 'Kaffee am Bahnhof', body: 'Dein zweiter Kaffee geht heute aufs Haus.' },
      sie: { title: 'Kaffee am Bahnhof', body: 'Ihr zweiter Kaffee geht heute aufs Haus.' },
    },
    en: { title: 'Coffee at the station', body: 'Your second coffee is on the house today.' },
  },
  {
    id: 'bakery',
    category: 'takeaway',
    valueMinor: 180,
    startingPropensity: 0.45,
    attentionSeconds: 5,
    de: {
      du: { title: 'Frisch aus dem Ofen', body: 'Nimm dir zwei Zimtschnecken zum Preis von einer mit.' },
      sie: { title: 'Frisch aus dem Ofen', body: 'Nehmen Sie zwei Zimtschnecken zum Preis von einer mit.' },
    },
    en: { title: 'Fresh from the oven', body: 'Take two cinnamon rolls for the price of one.' },
  },
  {
    id: 'lunch-box',
    category: 'takeaway',
    valueMinor: 420,
    startingPropensity: 0.45,
    attentionSeconds: 10,
    de: {
      du: { title: 'Mittag zum Mitnehmen', body: 'Deine Suppe mit Brot, fertig in zwei Minuten.' },
      sie: { title: 'Mittag zum Mitnehmen', body: 'Ihre Suppe mit Brot, fertig in zwei Minuten.' },
    },
    en: { title: 'Lunch to take away', body: 'Soup and bread, ready in two minutes.' },
  },
  {
    id: 'noodles',
    category: 'restaurant-budget',
    valueMinor: 500,
    startingPropensity: 0.35,
    attentionSeconds: 12,
    de: {
      du: { title: 'Nudeln um die Ecke', body: 'Setz dich: Heute gibt es deine Schale mit Tee.' },
      sie: { title: 'Nudeln um die Ecke', body: 'Setzen Sie sich: Heute gibt es Ihre Schale mit Tee.' },
    },
    en: { title: 'Noodles around the corner', body: 'Take a seat: your bowl comes with tea today.' },
  },
];

/** Offers at each of the stations of a file as the open data of the railway has them. */
export function stationCatalog(file: string): CatalogInput & { zones: unknown[] } {
  const stations = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Station[];
  return {
    name: 'Shops at the stations of Finland (invented)',
    zones: stations.map((station) => ({
      id: `station-${idOf(station)}`,
      name: station.stationName,
      category: 'station',
      area: { circle: { ...pointOf(station), radiusMetres: STATION_METRES } },
    })),
    offers: stations.flatMap((station) => IDEAS.map((idea) => offerAt(station, idea))),
  };
}

function offerAt(station: Station, idea: Idea): CatalogInput['offers'][number] {
  return {
    id: `${idea.id}-${idOf(station)}`,
    name: `${idea.en.title}, ${station.stationName}`,
    category: idea.category,
    place: { ...pointOf(station), name: station.stationName, category: idea.category },
    where: { area: { circle: { ...pointOf(station), radiusMetres: WALK_METRES } }, fansWithinMetres: FANS_METRES },
    valueMinor: idea.valueMinor,
    startingPropensity: idea.startingPropensity,
    validityHours: 2,
    treatments: [
      {
        id: `${idea.id}-card`,
        format: idea.attentionSeconds <= 5 ? 'glance' : 'short',
        attentionSeconds: idea.attentionSeconds,
        texts: { de: idea.de, en: { neutral: idea.en } },
      },
    ],
  };
}

/** The number alone occurs in two countries; short codes hold umlauts, which an identifier may not. */
function idOf({ countryCode, stationUICCode }: Station): string {
  return `${countryCode.toLowerCase()}-${stationUICCode}`;
}

function pointOf({ latitude, longitude }: Station): { lat: number; lng: number } {
  return { lat: latitude, lng: longitude };
}
