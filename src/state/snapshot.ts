import type { Consents, Contact, Rests } from '../core/types/decision.js';
import {
  EMPTY_PROFILE,
  type Profile,
  type Rates,
  type RecentEvents,
  type Scalar,
  type Scalars,
} from '../core/types/facts.js';
import { EMPTY_TRAIL, type Trail, type TrailPoint } from '../core/types/fix.js';
import { fingerprint } from '../core/types/fingerprint.js';
import type { AddressForm } from '../core/types/offer.js';
import { affinityOf, ratePerMonth, type DecayingSum } from '../core/profile/affinity.js';
import type { ConsentEntry } from '../contract/consent.js';

/** One customer's state as it was read, in one piece. */
export interface Snapshot {
  readonly consents: Consents;
  readonly profile: Profile;
  readonly locale?: string;
  readonly addressForm?: AddressForm;
  readonly timeZone?: string;
  readonly contacts: readonly Contact[];
  readonly rests: Rests;
  readonly context: Scalars;
  readonly trail: Trail;
  /** Consents and contacts word for word ('' for none): the commit need not check again what has not changed since. */
  readonly seen: { readonly consents: string; readonly contacts: string };
  /** Changes with everything but the trail that a decision reads: what the gate compares. */
  readonly revision: string;
}

/** The attributes blob: `px:{t:c}:attributes`. */
export interface AttributesBlob {
  locale?: string;
  addressForm?: AddressForm;
  timeZone?: string;
  attributes?: Record<string, Scalar>;
}

/** The history blob: `px:{t:c}:history`. Each part may be missing. */
export interface HistoryBlob {
  visits?: Record<string, DecayingSum>;
  purchases?: Record<string, DecayingSum>;
  affinity?: Record<string, DecayingSum>;
  recentVisits?: RecentEvents;
  recentPurchases?: RecentEvents;
  offers?: Record<string, [impressions: number, accepts: number, dismissals: number]>;
  rests?: Record<string, number>;
}

export type ConsentsBlob = Record<string, ConsentEntry>;

/** Order of the keys of one read. */
export type RawSnapshot = readonly [
  attributes: string | null,
  history: string | null,
  contacts: string | null,
  consents: string | null,
  context: string | null,
  trail: string | null,
];

export interface SnapshotOptions {
  readonly now: number;
  readonly channel: string;
  readonly halfLifeMs: number;
  /** How old a context value may be, by field. */
  readonly contextMaxAgeMs: Readonly<Record<string, number>>;
}

/** Decodes what was read; what the consents do not cover is not there. */
export function decodeSnapshot(raw: RawSnapshot, options: SnapshotOptions): Snapshot {
  const [attributesText, historyText, contactsText, consentsText, contextText, trailText] = raw;
  const consents = readConsents(parse<ConsentsBlob>(consentsText) ?? {}, options.channel);
  const attributes = parse<AttributesBlob>(attributesText) ?? {};
  const history = parse<HistoryBlob>(historyText) ?? {};
  return {
    consents,
    profile: consents.profiling ? readProfile(attributes, history, options) : EMPTY_PROFILE,
    locale: attributes.locale,
    addressForm: attributes.addressForm,
    timeZone: attributes.timeZone,
    contacts: (parse<[number, string, 0 | 1][]>(contactsText) ?? []).map(([at, offerId, outbound]) => ({
      at,
      offerId,
      outbound: outbound === 1,
    })),
    rests: history.rests ?? {},
    context: readContext(parse<Record<string, [Scalar, number]>>(contextText) ?? {}, options),
    trail: consents.location ? readTrail(parse<TrailBlob>(trailText)) : EMPTY_TRAIL,
    seen: { consents: consentsText ?? '', contacts: contactsText ?? '' },
    revision: [attributesText, historyText, contactsText, consentsText, contextText]
      .map((text) => (text === null ? '' : fingerprint(text).toString(36)))
      .join('.'),
  };
}

export function readConsents(blob: ConsentsBlob, channel: string): Consents {
  const isGranted = (field: string) => blob[field]?.status === 'granted';
  return {
    location: isGranted('location'),
    locationClass: blob.location?.dataClass ?? 'precise',
    profiling: isGranted('profiling'),
    marketing: blob[`marketing:${channel}`] ? isGranted(`marketing:${channel}`) : isGranted('marketing'),
  };
}

export function readProfile(
  { attributes = {} }: AttributesBlob,
  { visits = {}, purchases = {}, affinity = {}, recentVisits = {}, recentPurchases = {}, offers = {} }: HistoryBlob,
  { now, halfLifeMs }: Pick<SnapshotOptions, 'now' | 'halfLifeMs'>,
): Profile {
  const rates = (sums: Record<string, DecayingSum>): Rates =>
    mapValues(sums, (sum) => round(ratePerMonth(sum, now, halfLifeMs)));
  return {
    attributes,
    visitsPerMonth: rates(visits),
    purchasesPerMonth: rates(purchases),
    affinity: mapValues(affinity, (sum) => round(affinityOf(sum, now, halfLifeMs))),
    recent: { visits: recentVisits, purchases: recentPurchases },
    offers: mapValues(offers, ([impressions, accepts, dismissals]) => ({ impressions, accepts, dismissals })),
  };
}

function readContext(blob: Record<string, [Scalar, number]>, { now, contextMaxAgeMs }: SnapshotOptions): Scalars {
  const fresh: Record<string, Scalar> = {};
  for (const [name, [value, at]] of Object.entries(blob)) {
    if (now - at <= (contextMaxAgeMs[name] ?? 0)) fresh[name] = value;
  }
  return fresh;
}

type PackedPoint = [cell: string, at: number, accuracyMetres: number, speedMps: number | null];

/** The trail blob: `px:{t:c}:trail`, short names for it is written with every report. */
export interface TrailBlob {
  p: PackedPoint[];
  z?: string[];
  s?: PackedPoint;
  g?: Trail['gate'];
}

function readTrail(blob: TrailBlob | undefined): Trail {
  if (!blob) return EMPTY_TRAIL;
  return { points: blob.p.map(unpackPoint), zones: blob.z ?? [], suspect: blob.s && unpackPoint(blob.s), gate: blob.g };
}

export function encodeTrail({ points, zones, suspect, gate }: Trail): string {
  const blob: TrailBlob = {
    p: points.map(packPoint),
    z: zones.length > 0 ? [...zones] : undefined,
    s: suspect && packPoint(suspect),
    g: gate,
  };
  return JSON.stringify(blob);
}

function packPoint({ cell, at, accuracyMetres, speedMps }: TrailPoint): PackedPoint {
  return [cell, at, accuracyMetres, speedMps ?? null];
}

function unpackPoint([cell, at, accuracyMetres, speedMps]: PackedPoint): TrailPoint {
  return { cell, at, accuracyMetres, speedMps: speedMps ?? undefined };
}

function parse<T>(text: string | null): T | undefined {
  return text === null ? undefined : (JSON.parse(text) as T);
}

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** Three decimals are more than a rate is worth, and keep the record small. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
