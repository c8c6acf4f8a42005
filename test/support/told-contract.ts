import type { z } from 'zod';
import { ERRORS, failure, problem, type Ack, type ErrorCode, type Problem } from '../../src/contract/errors.js';
import { HTTP_ROUTES } from '../../src/reference/http-routes.js';
import { ANY_MEDIA, refusalsOf } from '../../src/reference/routes/http-route.js';
import { CONSOLE_EVENTS, DEVICE_EVENTS, refusalsOfEvent } from '../../src/reference/socket-events.js';

/** An answer as it left the engine. `route`: as Fastify was told, such as `/v1/decisions/:id`. */
export interface HttpTold {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What of the answer the contract does not tell; undefined when all is told, or the route is not ours. */
export function findUntold({ method, route, status, contentType, body }: HttpTold): string | undefined {
  const path = route.replace(/:(\w+)/g, '{$1}');
  const known = HTTP_ROUTES.find((candidate) => candidate.path === path && candidate.method === method.toLowerCase());
  if (!known) return undefined;
  const place = `${method} ${path} answered ${status}`;
  if (contentType.startsWith('application/problem+json')) {
    const { code } = JSON.parse(body) as Problem;
    if (!refusalsOf(known).includes(code) || ERRORS[code].status !== status) return `${place} with the code ${code}`;
    return findExcess(place, problem, JSON.parse(body));
  }
  const answer = known.answers[status];
  if (!answer) return place;
  if (answer.schema) return findExcess(place, answer.schema, JSON.parse(body));
  const wanted = answer.mediaType ?? '';
  if (wanted === ANY_MEDIA) return undefined;
  return contentType.startsWith(wanted) && (wanted !== '' || body === '') ? undefined : `${place} as ${contentType}`;
}

/** What of an ack the contract does not tell. */
export function findUntoldAck(event: string, ack: Ack<unknown>): string | undefined {
  const known = DEVICE_EVENTS.find(({ name }) => name === event);
  if (!known?.ack) return undefined;
  if (ack.ok) return findExcess(`the ack of ${event}`, known.ack, ack.data);
  if (!refusalsOfEvent(known).includes(ack.error.code as ErrorCode)) return `${event} was refused as ${ack.error.code}`;
  return findExcess(`the refusal of ${event}`, failure, ack.error);
}

/** What of a push the contract does not tell. */
export function findUntoldPush(event: string, payload: unknown): string | undefined {
  return findExcess(event, [...DEVICE_EVENTS, ...CONSOLE_EVENTS].find(({ name }) => name === event)!.payload, payload);
}

/** A schema of an answer leaves out what it does not know: what is left out was told to nobody. */
function findExcess(place: string, schema: z.ZodType, told: unknown): string | undefined {
  const { success, data, error } = schema.safeParse(told);
  if (!success)
    return `${place}: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`;
  const kept = new Set(placesOf(data));
  const excess = placesOf(told).filter((name) => !kept.has(name));
  return excess.length > 0
    ? `${place} has more than the contract tells: ${[...new Set(excess)].join(', ')}`
    : undefined;
}

/** Where the value holds something, such as `offers.0.reason`. */
function placesOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [`${at}${key}`, ...placesOf(inner, `${at}${key}.`)]);
}
