import { endsAt, isOffer, type Offer } from './offer.js';

/** What a client remembers of its offers over restarts. */
export interface InboxRecord {
  /** The highest place in the stream that has come here; 0: none. */
  readonly lastSeq: number;
  /** Deliveries that were shown or taken back, with the time from when on they cannot come any more (epoch ms). */
  readonly known: readonly (readonly [deliveryId: string, untilMs: number])[];
  /** Those on the screen. */
  readonly offers: readonly Offer[];
}

export const EMPTY_INBOX: InboxRecord = { lastSeq: 0, known: [], offers: [] };

/** More than an engine sends in any time that a phone is away; the oldest go first. */
const MOST_KNOWN = 1000;
const MOST_OFFERS = 50;
/** How long a delivery is remembered that was taken back before it came. */
const TAKEN_BACK_MS = 86_400_000;

export function isKnown({ known }: InboxRecord, deliveryId: string): boolean {
  return known.some(([id]) => id === deliveryId);
}

/** With an offer that came: on the screen, unless its time is over. */
export function withOffer(record: InboxRecord, offer: Offer, now: number): InboxRecord {
  const lastSeq = Math.max(record.lastSeq, offer.seq);
  if (isKnown(record, offer.deliveryId)) return lastSeq === record.lastSeq ? record : { ...record, lastSeq };
  const untilMs = endsAt(offer);
  const offers = untilMs > now ? [...validOffers(record, now), offer] : validOffers(record, now);
  return { lastSeq, known: remembered(record, offer.deliveryId, untilMs, now), offers: offers.slice(-MOST_OFFERS) };
}

/** Without an offer, which will not come back either. */
export function withoutOffer(record: InboxRecord, deliveryId: string, now: number): InboxRecord {
  const isShown = record.offers.some((offer) => offer.deliveryId === deliveryId);
  if (!isShown && isKnown(record, deliveryId)) return record;
  const offers = record.offers.filter((offer) => offer.deliveryId !== deliveryId);
  return { lastSeq: record.lastSeq, known: remembered(record, deliveryId, now + TAKEN_BACK_MS, now), offers };
}

export function validOffers({ offers }: InboxRecord, now: number): Offer[] {
  return offers.filter((offer) => endsAt(offer) > now);
}

function remembered({ known }: InboxRecord, deliveryId: string, untilMs: number, now: number): InboxRecord['known'] {
  const others = known.filter(([id, until]) => id !== deliveryId && until > now);
  return [...others, [deliveryId, untilMs] as const].slice(-MOST_KNOWN);
}

/** What an older version or a broken disk left behind is as if it was not there. */
export function reviveInbox(stored: unknown): InboxRecord | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { lastSeq, known, offers } = stored as Record<string, unknown>;
  if (!Number.isSafeInteger(lastSeq) || !Array.isArray(known) || !Array.isArray(offers)) return undefined;
  const isEntry = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
  return { lastSeq: lastSeq as number, known: known.filter(isEntry), offers: offers.filter(isOffer) };
}
