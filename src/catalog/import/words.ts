import { simple } from './nearest.js';

/** Words that a cell may hold, German and English, each with what it means to the engine. */
type Book = ReadonlyMap<string, string>;

function bookOf(meanings: Record<string, readonly string[]>): Book {
  return new Map(
    Object.entries(meanings).flatMap(([meaning, words]) =>
      [meaning, ...words].map((word) => [simple(word), meaning] as const),
    ),
  );
}

export const BOOLEANS = bookOf({
  true: ['ja', 'yes', 'wahr', '1', 'j', 'y', 'x'],
  false: ['nein', 'no', 'falsch', '0', 'n'],
});

export const MOMENTS = bookOf({
  waiting: ['warten', 'wartend'],
  queueing: ['anstehen', 'schlange'],
  passing: ['vorbeigehen', 'vorübergehen'],
  strolling: ['bummeln', 'schlendern'],
  dwelling: ['verweilen'],
  commuting: ['pendeln'],
  unknown: ['unbekannt'],
});

export const DAYPARTS = bookOf({
  morning: ['morgen', 'morgens', 'früh'],
  forenoon: ['vormittag', 'vormittags'],
  afternoon: ['nachmittag', 'nachmittags', 'mittags'],
  evening: ['abend', 'abends'],
  night: ['nacht', 'nachts'],
});

export const WEEKDAYS = bookOf({
  mon: ['mo', 'montag', 'monday'],
  tue: ['di', 'dienstag', 'tuesday'],
  wed: ['mi', 'mittwoch', 'wednesday'],
  thu: ['do', 'donnerstag', 'thursday'],
  fri: ['fr', 'freitag', 'friday'],
  sat: ['sa', 'samstag', 'sonnabend', 'saturday'],
  sun: ['so', 'sonntag', 'sunday'],
});

export const CLASSES = bookOf({
  normal: ['üblich'],
  mandatory: ['pflicht', 'verpflichtend', 'must'],
  default: ['standard', 'lückenfüller', 'vorgabe'],
});

export const FORMATS = bookOf({ glance: ['blick', 'sehr kurz'], short: ['kurz'], rich: ['lang', 'ausführlich'] });

/** German words for categories that a model or a catalog knows by English ones. */
export const CATEGORY_WORDS = bookOf({
  coffee: ['kaffee', 'café'],
  bakery: ['bäckerei'],
  takeaway: ['imbiss', 'zum mitnehmen'],
  bar: ['kneipe'],
  books: ['bücher', 'buchhandlung'],
  florist: ['blumen'],
  culture: ['kultur'],
  bicycle: ['fahrrad'],
});

export const TOUCHPOINT_WORDS = bookOf({
  'app-push': ['push', 'app'],
  'app-screen': ['app-seite'],
  web: ['webseite', 'website'],
  'call-centre': ['callcenter', 'call center', 'telefon'],
  till: ['kasse'],
});

export function meaningOf(book: Book, written: string): string | undefined {
  return book.get(simple(written));
}

export function wordsOf(book: Book): Iterable<string> {
  return book.keys();
}
