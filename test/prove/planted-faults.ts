/** A sheet of offers as a German marketer may keep it, with faults planted in it. Knows nothing of how it will be read. */

export interface PlantedSheet {
  readonly header: string[];
  /** By row of the sheet, the header being row 1; cells by the ordinal of the column. */
  readonly rows: string[][];
  /** Cells at which a fault must be told, each as `row|column|kind`. */
  readonly planted: readonly PlantedFault[];
}

export interface PlantedFault {
  readonly kind: FaultKind;
  readonly row: number;
  readonly column: string;
}

type Offer = Record<string, string>;
type Random = (below: number) => number;
type Plant = (offer: Offer, random: Random, earlier: Offer) => string[];

const CITIES = [
  [52.52, 13.4],
  [48.14, 11.58],
  [53.55, 10.0],
  [48.21, 16.37],
  [47.38, 8.54],
] as const;
const CATEGORIES = ['Kaffee', 'bar', 'takeaway', 'restaurant-budget', 'restaurant-mid'];
const WARES = ['Flat White', 'Franzbrötchen', 'Käsespätzle', 'Apfelschorle', 'Gemüsedöner', 'Weißbier'];
const COLUMNS = [
  'ID',
  'Name',
  'Kategorie',
  'Breite',
  'Länge',
  'Umkreis (m)',
  'Fläche',
  'Überall',
  'Wert',
  'Währung',
  'Gültig ab',
  'Gültig bis',
  'Kontaktpunkt',
  'Form',
  'Darf haben',
  'Titel',
  'Text',
  'Titel (du)',
  'Text (du)',
  'Titel (Sie)',
  'Text (Sie)',
];

const pick = <T>(from: readonly T[], random: Random): T => from[random(from.length)]!;
const set = (offer: Offer, column: string, value: string): string[] => {
  offer[column] = value;
  return [column];
};

const PLANTS = {
  'missing id': (offer) => set(offer, 'ID', ''),
  'duplicate id': (offer, _random, earlier) => set(offer, 'ID', earlier.ID!),
  'empty title': (offer) => {
    makeNeutral(offer);
    return set(offer, 'Titel', '');
  },
  'unknown category': (offer, random) =>
    set(offer, 'Kategorie', pick(['Kafee', 'takeawy', 'restaurant-budgt', 'Baar'], random)),
  'unknown touchpoint': (offer, random) =>
    set(offer, 'Kontaktpunkt', pick(['app-pusch', 'app-puhs', 'wep', 'app-screem'], random)),
  'bad date': (offer, random) =>
    set(offer, 'Gültig bis', pick(['31/12/2027', '31-12-27', '24. 12. 2027', '2027/12/31'], random)),
  'end before start': (offer) => {
    offer['Gültig ab'] = '01.03.2027';
    return set(offer, 'Gültig bis', '01.01.2020');
  },
  'impossible date': (offer, random) =>
    set(offer, 'Gültig bis', pick(['31.02.2028', '30.02.2028', '31.11.2027', '12.13.2027'], random)),
  'bad decimal': (offer, random) => set(offer, 'Wert', pick(['1,2O', '3,5,0', 'ca. 4,50', '2;80'], random)),
  'negative value': (offer, random) => set(offer, 'Wert', `-${random(90) + 1},50`),
  'value over limit': (offer, random) => set(offer, 'Wert', `${random(800) + 101}.000,01`),
  'bad currency': (offer, random) => set(offer, 'Währung', pick(['EURR', 'TALER', 'CFH', 'E'], random)),
  'bad boolean': (offer, random) => set(offer, 'Überall', pick(['jein', 'nien', 'vielleicht', 'jaa'], random)),
  'latitude out of range': (offer) => set(offer, 'Breite', offer.Breite!.replace('.', '')),
  'swapped lat/lng': (offer) => {
    [offer.Breite, offer.Länge] = [offer.Länge!, offer.Breite!];
    return ['Breite', 'Länge'];
  },
  'radius zero': (offer) => set(offer, 'Umkreis (m)', '0'),
  'open or self-crossing polygon': (offer, random) => {
    const [lng, lat] = [Number(offer.Länge), Number(offer.Breite)];
    const at = (dx: number, dy: number) => `${(lng + dx / 1000).toFixed(5)} ${(lat + dy / 1000).toFixed(5)}`;
    const open = [at(0, 0), at(2, 0), at(2, 2), at(0, 2)];
    const crossing = [at(0, 0), at(2, 2), at(2, 0), at(0, 2), at(0, 0)];
    return set(offer, 'Fläche', `POLYGON ((${(random(2) ? open : crossing).join(', ')}))`);
  },
  'bad rule syntax': (offer, random) =>
    set(
      offer,
      'Darf haben',
      pick(
        [
          'attributes.age = 18',
          'attributes.age >= 18 und attributes.member == true',
          '(attributes.age >= 18',
          'attributes.city == "Köln',
        ],
        random,
      ),
    ),
  'rule of wrong type': (offer, random) =>
    set(
      offer,
      'Darf haben',
      pick(
        [
          'attributes.age >= "18"',
          'attributes.city == 10115',
          'attributes.member == "true"',
          'attributes.tier in ["silver", "golden"]',
        ],
        random,
      ),
    ),
  'unknown field in a rule': (offer, random) =>
    set(
      offer,
      'Darf haben',
      pick(
        [
          'attributes.agee >= 18',
          'attribute.member == true',
          'context.wether == "rainy"',
          'offer.accept == 0 && attributes.age > 20',
        ],
        random,
      ),
    ),
  'missing du or Sie variant': (offer, random) => {
    makeAddressed(offer);
    const form = pick(['du', 'Sie'], random);
    offer[`Titel (${form})`] = offer[`Text (${form})`] = '';
    return [`Titel (${form})`, `Text (${form})`];
  },
  'mixed address': (offer, random) => {
    makeAddressed(offer);
    return random(2)
      ? set(offer, 'Text (du)', `Für dich und Ihre Freunde: ${offer.Name}.`)
      : set(offer, 'Text (Sie)', `Für Sie und deine Freunde: ${offer.Name}.`);
  },
  'too long for its format': (offer) => {
    makeAddressed(offer);
    return set(
      offer,
      'Titel (du)',
      `${offer.Name} und noch viel mehr, das niemand im Vorbeigehen lesen kann, weil es so lang ist`,
    );
  },
  'bad ICU syntax': (offer, random) => {
    makeAddressed(offer);
    const texts = ['Für dich {name', 'Nur {n, plural, one {ein Tag}', 'Für {wen, blub, dich}', '{} für dich'];
    return set(offer, 'Text (du)', pick(texts, random));
  },
} as const satisfies Record<string, Plant>;

export type FaultKind = keyof typeof PLANTS | 'unknown column';

export const FAULT_KINDS: readonly FaultKind[] = [...(Object.keys(PLANTS) as FaultKind[]), 'unknown column'];

/** The same seed gives the same sheet. Kinds take turns; no row has two faults. */
export function plantFaults(seed: number, rows: number, faults: number): PlantedSheet {
  const random = randomOf(seed);
  const offers = Array.from({ length: rows }, (_, i) => offerOf(i, random));
  const header = [...COLUMNS];
  const planted: PlantedFault[] = [];
  const taken = new Set<number>();
  for (let n = 0; n < faults; n += 1) {
    const kind = FAULT_KINDS[n % FAULT_KINDS.length]!;
    if (kind === 'unknown column') {
      const column = `${pick(['Farbe', 'Katalogseite', 'Bearbeiter', 'Lieferant'], random)} ${n}`;
      header.push(column);
      planted.push({ kind, row: 1, column });
      continue;
    }
    const index = freeRow(rows, taken, random);
    const columns = PLANTS[kind](offers[index]!, random, offers[index - 1]!);
    planted.push(...columns.map((column) => ({ kind, row: index + 2, column })));
  }
  return { header, rows: offers.map((offer) => header.map((column) => offer[column] ?? '')), planted };
}

/** Neither the first row nor one beside another fault: the row before a duplicate must be right. */
function freeRow(rows: number, taken: Set<number>, random: Random): number {
  for (;;) {
    const index = 1 + random(rows - 1);
    if ([index - 1, index, index + 1].some((near) => taken.has(near))) continue;
    taken.add(index);
    return index;
  }
}

function offerOf(i: number, random: Random): Offer {
  const ware = pick(WARES, random);
  const [lat, lng] = pick(CITIES, random);
  const offer: Offer = {
    ware,
    ID: `angebot-${i}`,
    Name: `${ware} Nr. ${i}`,
    Kategorie: pick(CATEGORIES, random),
    Breite: (lat + random(1_000) / 10_000 + 0.00001).toFixed(5),
    Länge: (lng + random(1_000) / 10_000 + 0.00001).toFixed(5),
    'Umkreis (m)': String(50 + random(500)),
    Überall: pick(['nein', 'Nein', '', '0'], random),
    Wert: pick(
      [`${random(20)},${10 + random(90)}`, `1.${100 + random(900)},50`, String(random(50)), `${random(9)},5 €`],
      random,
    ),
    Währung: pick(['EUR', 'EUR', '€', 'chf', ''], random),
    'Gültig ab': pick(['01.03.2027', '2027-03-01', '1.3.2027 08:00', ''], random),
    'Gültig bis': pick(['31.05.2027', '2027-05-31', '31.05.2027 18:00', ''], random),
    Kontaktpunkt: pick(['app-push', 'app-push', 'Push', ''], random),
    Form: pick(['short', 'kurz', ''], random),
    'Darf haben': pick(
      ['', '', 'attributes.age >= 18', 'attributes.member == true || purchasesInDays("coffee", 30) >= 2'],
      random,
    ),
  };
  if (random(4) === 0) makeNeutral(offer);
  else makeAddressed(offer);
  return offer;
}

function makeNeutral(offer: Offer): void {
  for (const column of ['Titel (du)', 'Text (du)', 'Titel (Sie)', 'Text (Sie)']) offer[column] = '';
  offer.Titel = `${offer.Name} hier`;
  offer.Text = 'Heute; gleich um die Ecke.';
}

function makeAddressed(offer: Offer): void {
  offer.Titel = offer.Text = '';
  offer['Titel (du)'] = `Dein ${offer.ware}`;
  offer['Text (du)'] =
    `Hol dir „${offer.ware}“; heute {validityHours, plural, one {eine Stunde} other {# Stunden}} für dich.`;
  offer['Titel (Sie)'] = `Ihr ${offer.ware}`;
  offer['Text (Sie)'] = `Holen Sie sich „${offer.ware}“ – gleich hier.`;
}

/** Mulberry32: whole numbers below a bound. */
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
