import { createHash } from 'node:crypto';
import type { DecisionRequest } from '../../src/contract/decision.js';
import type { FeedbackEvent } from '../../src/contract/feedback.js';
import { benchCatalog } from '../bench/bench-catalog.js';
import { offset, spotCentre, SPOTS } from '../bench/walk.js';
import type { CatalogInput } from '../../src/contract/catalog.js';

export const OPERATOR_TOKEN = 'prove-operator-0123456789abcdef';
export const JWT_SECRET = 'a secret of the proofs alone, made of more than 32 bytes';
/** A Wednesday at ten in the morning in Berlin. */
export const START = Date.UTC(2026, 4, 20, 8);
const STEP_MS = 9_000;

/** Numbers that look like chance and are the same in every run. */
export function chanceOf(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join(' ')).digest().readUInt32BE() / 2 ** 32;
}

const pick = <T>(values: readonly T[], ...parts: readonly (string | number)[]): T =>
  values[Math.floor(chanceOf(...parts) * values.length)]!;

/** The offers of the bench, cheap enough for arbitration to have something to weigh; of half of them there are few. */
export function trafficCatalog(edition: number): CatalogInput {
  const { offers } = benchCatalog();
  return {
    name: `edition ${edition}`,
    offers: offers.map((offer, n) => ({
      ...offer,
      valueMinor: 100 + Math.floor(900 * chanceOf('value', edition, n)),
      caps: [{ limit: 2, per: 'day' }],
      when: n % 7 === 0 ? { weather: ['sunny'] } : undefined,
      stock: n % 2 === 0 ? { units: 3, leaseSeconds: 60 } : undefined,
    })),
  };
}

export function customerOf(n: number): string {
  return `customer-${n}`;
}

export function profileOf(n: number): object {
  return {
    locale: pick(['de', 'en'], 'locale', n),
    addressForm: pick(['du', 'sie'], 'form', n),
    timeZone: 'Europe/Berlin',
    attributes: { age: 16 + (n % 60), tier: pick(['silver', 'gold', 'none'], 'tier', n) },
    visitsPerMonth: { coffee: n % 9, bar: n % 4 },
    affinities: { coffee: chanceOf('affinity', n) },
  };
}

/** The n-th decision that is asked for: where, when and in what weather follows from n alone, and so does its key. */
export function orderOf(n: number, customers: number): { key: string; request: DecisionRequest } {
  const [touchpoint, placements] = pick(
    [
      ['app-push', ['card']],
      ['app-screen', ['card', 'banner']],
      ['web', ['hero', 'card']],
    ] as [string, string[]][],
    'touchpoint',
    n,
  );
  const east = 800 * (chanceOf('east', n) - 0.5);
  const north = 800 * (chanceOf('north', n) - 0.5);
  const place = offset(spotCentre(Math.floor(chanceOf('spot', n) * SPOTS)), east, north);
  const weather = pick(['sunny', 'rainy', 'snowy'], 'weather', n);
  return {
    key: `order-${n}`,
    request: {
      customer: customerOf(n % customers),
      touchpoint,
      placements,
      limit: 1 + (n % 2),
      context: { weather, temperature: Math.round(30 * chanceOf('temperature', n)) },
      position: { ...place, accuracyMetres: 10, at: START + n * STEP_MS },
      explain: false,
    },
  };
}

/** What the customer does with what they were shown, and when; nothing for most. */
export function reactionTo(n: number, deliveryId: string): FeedbackEvent | undefined {
  const at = START + n * STEP_MS + 1_000;
  const eventId = `event-${n}`;
  const mood = chanceOf('mood', n);
  if (mood < 0.3) return { eventId, type: 'impression', deliveryId, at };
  if (mood < 0.4) return { eventId, type: 'accept', deliveryId, at };
  if (mood < 0.45) return { eventId, type: 'dismiss', reason: 'not-interested', deliveryId, at };
  return undefined;
}

/** An operator's call. @throws Error with the answer when it is refused. */
export async function callEngine<T>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export async function introduceCustomers(url: string, customers: number): Promise<void> {
  for (let n = 0; n < customers; n += 1) {
    const path = `/v1/customers/${customerOf(n)}`;
    await callEngine(url, 'PUT', `${path}/profile`, { ...profileOf(n), at: START });
    for (const purpose of ['location', 'profiling', 'marketing']) {
      const entry = { purpose, status: 'granted', textVersion: 'prove-1' };
      if (n % 10 !== 9 || purpose === 'location') await callEngine(url, 'POST', `${path}/consents`, entry);
    }
  }
}
