import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { ConsentsAnswer } from '../contract/consent.js';
import type { ServedCatalog } from '../contract/served-catalog.js';
import { EngineLine, type LineRefusal } from './engine-line.js';

/** What is said about an engine that runs. */
export interface EngineOptions {
  /** Its address, without a path. */
  readonly url: string;
  /** Of a device; without one, that of an engine of the demo. */
  readonly token?: string;
  /** Where the client is to be, `LAT,LNG`; without it, at a place of the catalog. */
  readonly at?: string;
}

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** The middle of the Alexanderplatz. */
const SOMEWHERE: Place = { lat: 52.5219, lng: 13.4132 };
const PATIENCE_MS = 10_000;
/** A whole run is over within this, so that no token ends in the middle of it. */
const LONGEST_RUN_MS = 180_000;

/** An engine that runs and takes the token of the trial. */
export class RunningEngine {
  private constructor(
    readonly url: string,
    readonly token: string,
    readonly place: Place,
    private readonly customer: string,
  ) {}

  /**
   * Looks whether the engine is there and takes the token.
   * @throws Error with what is wrong and how to mend it
   */
  static async find({ url, token, at }: EngineOptions): Promise<RunningEngine> {
    const origin = readAddress(url);
    const named = at === undefined ? undefined : readPlace(at);
    await checkLive(origin);
    const shown =
      token ?? (await demoToken(origin, `role=device&customer=conformance-${randomBytes(4).toString('hex')}`));
    if (!shown)
      throw new Error(`--token is missing: a token of a device for ${origin}, as it is made where that engine
runs by npm run token -- --role device --customer NAME; only an engine of the demo gives one by itself`);
    await checkEntry(origin, shown);
    return new RunningEngine(origin, shown, named ?? (await findPlace(origin, shown)), readCustomer(shown));
  }

  /** The ledger of the engine, for all channels: purpose -> status. */
  async readConsents(): Promise<ReadonlyMap<string, string>> {
    const answer = await get(this.url, `/v1/customers/${encodeURIComponent(this.customer)}/consents`, this.token);
    if (!answer.ok) throw new Error(`${this.url} does not tell its consents: HTTP ${answer.status}`);
    const { consents } = (await answer.json()) as ConsentsAnswer;
    return new Map(consents.filter(({ channel }) => !channel).map(({ purpose, status }) => [purpose, status]));
  }
}

/** @returns the origin. @throws Error when it is no address, or has more than that */
function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Error(`--url must be an address with http or https, such as http://127.0.0.1:3000, not ${text}`);
  if (`${url.pathname}${url.search}${url.hash}` !== '/' || url.username || url.password)
    throw new Error(`--url must be the bare address of the engine, ${url.origin}, not ${text}`);
  return url.origin;
}

function readPlace(text: string): Place {
  const match = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(text);
  const [lat, lng] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || Math.abs(lat) > 90 || Math.abs(lng) > 180)
    throw new Error(`--at must be LAT,LNG in degrees, such as 52.5219,13.4132, not ${text}`);
  return { lat, lng };
}

async function checkLive(origin: string): Promise<void> {
  const answer = await get(origin, '/health/live');
  const location = answer.headers.get('location');
  if (location) throw new Error(`${origin} leads on to ${location}: give the address that it leads to`);
  const body = (await answer.json().catch(() => ({}))) as { status?: unknown } | null;
  if (body?.status !== 'live')
    throw new Error(`What answers at ${origin} is no engine of Proxima (HTTP ${answer.status} for /health/live)`);
}

/** A token of the engine itself, which only one of the demo gives. */
async function demoToken(origin: string, query: string): Promise<string | undefined> {
  const answer = await get(origin, `/demo/token?${query}`);
  if (!answer.ok) return undefined;
  return ((await answer.json()) as { token: string }).token;
}

/** The engine is asked itself: it alone knows which tokens are good. */
async function checkEntry(origin: string, token: string): Promise<void> {
  try {
    (await EngineLine.open(origin, { token })).close();
  } catch (error) {
    const { data, message } = error as LineRefusal;
    if (data?.code === 'UNAUTHENTICATED' || data?.code === 'FORBIDDEN')
      throw new Error(`${origin} does not take the token (${data.code}): it must be one of a device, not expired, made with the
secret of that engine, as by npm run token -- --role device --customer NAME`);
    throw new Error(`${origin} lets no device in: ${data?.code ?? message}`);
  }
}

/** @throws Error when the token serves no whole run */
function readCustomer(token: string): string {
  const { sub = '', role, exp = Infinity } = decodeJwt(token);
  if (role !== 'device') throw new Error(`The token is one of a ${String(role)}: give one of a device`);
  const lastsMs = exp * 1000 - Date.now();
  if (lastsMs < LONGEST_RUN_MS)
    throw new Error(`The token ends in ${Math.round(lastsMs / 1000)} s: a run may take ${LONGEST_RUN_MS / 1000} s`);
  return sub;
}

/** Where an offer is worth most, if the catalog may be read: devices may not, and an engine of the demo lets everyone. */
async function findPlace(origin: string, token: string): Promise<Place> {
  const reader = (await demoToken(origin, 'role=operator')) ?? token;
  const answer = await get(origin, '/v1/catalog/offers', reader);
  if (!answer.ok) return SOMEWHERE;
  const { offers } = (await answer.json()) as ServedCatalog;
  const [best] = offers.filter(({ place }) => place).sort((a, b) => b.valueMinor - a.valueMinor);
  return best ? { lat: best.place!.lat, lng: best.place!.lng } : SOMEWHERE;
}

/** @throws Error when nobody answers in time */
async function get(origin: string, path: string, token?: string): Promise<Response> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(`${origin}${path}`, { headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    const why = cause?.code ?? cause?.message ?? message;
    throw new Error(`No engine answers at ${origin} (${why}): start one with npm start, or mend --url`);
  }
}
