import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { CRASH_POINTS } from '../crash-point.js';

const port = z.coerce.number().int().min(0).max(65_535);

/** The environment: https://12factor.net/config. Everything else is data under `config/`. */
export const environment = z.object({
  PORT: port.default(3000).describe('port of HTTP and sockets; 0 takes a free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address that it listens on'),
  NODE_ENV: z
    .string()
    .default('development')
    .describe(
      '`production` demands `PROXIMA_JWT_SECRET` or `PROXIMA_JWKS_URL`, and refuses the clock `events` and the demo',
    ),
  REDIS_URL: z
    .string()
    .regex(/^(rediss?:\/\/|unix:\/\/|\/)/, 'must begin with redis://, rediss://, unix:// or be the path of a socket')
    .refine((url) => url.startsWith('/') || URL.canParse(url), 'is no URL that can be read')
    .optional()
    .describe('`redis://`, `rediss://`, `unix://` or the path of a socket; unset: a private `redis-server` child'),
  PROXIMA_REDIS_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(4_000)
    .default(600)
    .describe(
      'how long an answer of Redis is waited for; after that a message is answered `STATE_UNAVAILABLE`, and readiness says `REDIS_DOWN`',
    ),
  PROXIMA_DATA_DIR: z
    .string()
    .min(1)
    .default('.proxima')
    .describe('data of the private Redis, the segments of decisions, and a signing secret when none is set'),
  PROXIMA_CONFIG_DIR: z.string().min(1).default('config').describe('folder of the business numbers, see below'),
  PROXIMA_MODELS_DIR: z.string().min(1).default('models').describe('folder of the models'),
  PROXIMA_CATALOG: z.string().min(1).optional().describe('catalog file that seeds an empty system'),
  PROXIMA_JWT_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('tokens are signed with it (HS256); unset, and no key set either: a secret of its own'),
  PROXIMA_JWKS_URL: z.url().optional().describe('tokens are checked with the keys of your issuer instead'),
  PROXIMA_ADMIN_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('bearer of it is an operator of the tenant `default`, for bootstrap'),
  PROXIMA_ROLE: z
    .enum(['engine', 'worker', 'all'])
    .default('all')
    .describe('what runs here: decisions (`engine`) and the writing of segments (`worker`), or both'),
  PROXIMA_CLOCK: z
    .enum(['server', 'events'])
    .default('server')
    .describe('`events`: the time of the messages is the clock; for replays, refused in production'),
  PROXIMA_DEMO: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the pages get tokens by themselves (`GET /demo/token`), refused in production')
    .transform((word) => word === 'true'),
  PROXIMA_SEGMENT_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(90)
    .describe('how many days after its last line a segment of decisions is removed'),
  PROXIMA_CRASH_AT: z
    .enum(CRASH_POINTS)
    .optional()
    .describe('ends the process at a named point; for tests of crashes, refused elsewhere'),
  PROXIMA_PROCESSES: z
    .union([z.literal('auto'), z.coerce.number().int().min(1).max(64)])
    .default('auto')
    .describe(
      'engine processes behind the one port: `auto` is one for each core but one (which Redis and the system need), four at most; each holds a catalog and a model',
    ),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('logs hold no position, token or profile'),
});

export type Settings = Readonly<z.output<typeof environment>>;

/** Each process holds a catalog and a model of its own: more are started only when they are asked for. */
const MOST_BY_ITSELF = 4;

export class SettingsError extends Error {}

/**
 * Reads the settings.
 * @throws SettingsError that lists all faults at once.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const known = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(known);
  const faults = result.success
    ? contradictions(result.data)
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!result.success || faults.length > 0) {
    throw new SettingsError(`These settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  return Object.freeze(result.data);
}

/** How many engine processes share the port: with `auto` one for each core but one, which Redis and the system need. */
export function processCount({
  PROXIMA_PROCESSES: wanted,
  PROXIMA_CLOCK: clock,
  PROXIMA_ROLE: role,
}: Settings): number {
  // The newest event time is known to one process alone; segments are written by one as fast as the disk takes them.
  if (clock === 'events' || role === 'worker') return 1;
  return wanted === 'auto' ? Math.min(Math.max(1, availableParallelism() - 1), MOST_BY_ITSELF) : wanted;
}

function contradictions(settings: z.output<typeof environment>): string[] {
  const faults: string[] = [];
  if (settings.NODE_ENV === 'production' && settings.PROXIMA_CLOCK === 'events') {
    faults.push('PROXIMA_CLOCK: events is for replays and simulations, not for production');
  }
  if (settings.NODE_ENV === 'production' && settings.PROXIMA_DEMO) {
    faults.push(
      'PROXIMA_DEMO: gives operator tokens to everyone; only for a demo with invented people, not for production',
    );
  }
  if (settings.PROXIMA_DEMO && settings.PROXIMA_JWKS_URL) {
    faults.push('PROXIMA_DEMO, PROXIMA_JWKS_URL: tokens of the demo are signed here; leave one of them out');
  }
  if (settings.PROXIMA_CLOCK === 'events' && Number(settings.PROXIMA_PROCESSES) > 1) {
    faults.push('PROXIMA_PROCESSES: the clock of the events runs in one process only; leave it out or set 1');
  }
  if (settings.NODE_ENV !== 'test' && settings.PROXIMA_CRASH_AT) {
    faults.push('PROXIMA_CRASH_AT: ends the process in the middle of its work; only for tests, where NODE_ENV is test');
  }
  if (settings.PROXIMA_JWT_SECRET && settings.PROXIMA_JWKS_URL) {
    faults.push('PROXIMA_JWT_SECRET, PROXIMA_JWKS_URL: set one of them, not both');
  }
  if (settings.NODE_ENV === 'production' && !settings.PROXIMA_JWT_SECRET && !settings.PROXIMA_JWKS_URL) {
    faults.push('PROXIMA_JWT_SECRET or PROXIMA_JWKS_URL: one of them is needed in production');
  }
  return faults;
}
