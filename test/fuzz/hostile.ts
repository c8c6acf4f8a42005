import fc from 'fast-check';
import { mutate, mutations } from './mutation.js';
import { httpRequest, socketMessage, type Message, type Request } from './valid.js';

/** One thing to be sent, whole: what is not known before is marked in it. */
export type Shot =
  | ({ by: 'socket'; isAcked: boolean; more: unknown[] } & Message)
  | ({ by: 'http'; token: string; headers: Record<string, string>; cutAfter?: number } & Request)
  /** A frame below the protocol: may cost the sender its connection, and nobody else. */
  | { by: 'frame'; frame: string | Uint8Array; isInside: boolean };

const EVENTS = ['position:report', 'context:report', 'offer:request', 'feedback:report', 'consent:set'];
const STRANGE_EVENTS = ['position:raport', '', ' ', 'offer:push', 'constructor', '__proto__', 'toString', 'inbox:none'];

const validMessage: fc.Arbitrary<Shot> = socketMessage.map(({ event, payload }) => ({
  by: 'socket',
  event,
  payload,
  isAcked: true,
  more: [],
}));

const brokenMessage: fc.Arbitrary<Shot> = fc
  .record({
    message: socketMessage,
    faults: mutations,
    event: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 12 },
      fc.constantFrom(...EVENTS, ...STRANGE_EVENTS),
      fc.string({ maxLength: 20 }).map((name) => `x${name}`),
    ),
    isAcked: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    more: fc.oneof(
      { arbitrary: fc.constant<unknown[]>([]), weight: 9 },
      fc.array(fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<unknown>, { maxLength: 3 }),
    ),
  })
  .map(({ message, faults, event, isAcked, more }) => ({
    by: 'socket' as const,
    event: event ?? message.event,
    payload: mutate(message.payload, faults),
    isAcked,
    more,
  }));

const validRequest: fc.Arbitrary<Shot> = httpRequest.map((request) => ({
  by: 'http',
  token: 'operator',
  headers: {},
  ...request,
}));

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'QUERY'];
const PATHS = [
  '/', '/v1', '/v1/', '//', '/v1/decisions/', '/v1/decisions/..%2f..', '/v1/decisions/%00', '/v1/decisions/%E0%A4%A',
  '/v1/customers/%7Bann%7D/profile', '/v1/customers//profile', '/v1/customers/__proto__/profile', '/v1/events?x=1&x=2',
  '/socket.io/', '/socket.io/?EIO=4&transport=polling', '/socket.io/?EIO=3&transport=websocket', '/health', '/metrics',
  `/v1/customers/${'a'.repeat(700)}/profile`, '/v1/customers/constructor/consents', '/v1/decisions/a%20b', '*',
]; // prettier-ignore
const HEADERS: Record<string, string>[] = [
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; charset=' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': '' },
  { 'content-type': ';' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br, nonsense' },
  { accept: 'text/html' },
  { 'idempotency-key': 'same-key' },
  { 'idempotency-key': 'a b' },
  { 'idempotency-key': 'k'.repeat(500) },
  { 'if-match': '*' },
  { 'x-forwarded-for': 'x'.repeat(500) },
  { 'transfer-encoding': 'chunked' },
  { expect: 'something-else' },
  { 'accept-version': '99' },
];
const TOKENS = ['operator', 'till', 'device', 'auditor', 'foreign', 'none', 'garbage', 'expired', 'unsigned', 'long'];

const brokenRequest: fc.Arbitrary<Shot> = fc
  .record({
    request: httpRequest,
    faults: fc.oneof({ arbitrary: mutations, weight: 4 }, fc.constant([])),
    method: fc.oneof({ arbitrary: fc.constant(undefined), weight: 8 }, fc.constantFrom(...METHODS)),
    path: fc.oneof({ arbitrary: fc.constant(undefined), weight: 8 }, fc.constantFrom(...PATHS)),
    headers: fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, fc.constantFrom(...HEADERS)),
    token: fc.oneof({ arbitrary: fc.constant('operator'), weight: 6 }, fc.constantFrom(...TOKENS)),
    cutAfter: fc.option(fc.nat(60), { nil: undefined, freq: 5 }),
  })
  .map(({ request, faults, method, path, headers, token, cutAfter }) => ({
    by: 'http',
    method: method ?? request.method,
    path: path ?? request.path,
    body: mutate(request.body, faults),
    ...{ headers, token, cutAfter },
  }));

const FRAMES = [
  '', '0', '1', '2', '2probe', '3', '4', '5', '6', '7', '9nonsense', '40', '41', '42', '43', '44', '45', '46', '4',
  '40/v1/device', '40/v1/device,', '40/v1/device,null', '40/v1/device,[]', '40/v1/device,7', '40/v1/device,{"token":{}}',
  '40/v1/device,{"__proto__":{"token":"x"}}', '40/v1/device,{"pid":"x","offset":"y"}', `40/${'n'.repeat(5_000)},`,
  '41/v1/device,', '42/v1/device,', '42/v1/device,[]', '42/v1/device,[1]', '42/v1/device,[null]', '42/v1/device,{}',
  '42/v1/device,["position:report"', '42/v1/device,["position:report",NaN]', '42/v1/device,["disconnecting"]',
  '42/v1/device,["connect"]', '42/v1/device,["error"]', '42/v1/device,["newListener",1]', '42/v1/device,["disconnect"]',
  '42/v1/device,99999999999999999999["position:report",{}]', '42/v1/device,-1["position:report",{}]',
  '42/v1/device,0["position:report"]', '42["position:report",{}]', '43/v1/device,0[]', '43/v1/device,0[{"a":1}]',
  '43/v1/device,9999[]', '43/v1/device,x[]', '43/v1/device,0', '44/v1/device,{}', '451-/v1/device,["position:report",{}]',
  '451-/v1/device,0["position:report",{"_placeholder":true,"num":0}]', '459999-/v1/device,["position:report"]',
  '45-1-/v1/device,["x"]', '45x-/v1/device,["x"]', '461-/v1/device,0[{"_placeholder":true,"num":9}]',
  `42/v1/device,["position:report","${'x'.repeat(70_000)}"]`, '\u0000', '\ufeff42/v1/device,["x"]',
]; // prettier-ignore

/** Bytes and texts that are no message, before and after the namespace is joined. */
export const garbageFrame: fc.Arbitrary<Shot> = fc
  .record({
    frame: fc.oneof(
      { arbitrary: fc.constantFrom<string | Uint8Array>(...FRAMES), weight: 4 },
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ maxLength: 60 }).map((text) => `42/v1/device,${text}`),
      fc.string({ maxLength: 60 }).map((text) => `45${text}`),
      fc.uint8Array({ maxLength: 200 }),
    ),
    isInside: fc.boolean(),
  })
  .map((shot) => ({ by: 'frame', ...shot }));

/** Half of the messages valid, half with one to three faults. Frames are apart, since they are no messages. */
export const message: fc.Arbitrary<Shot> = fc.oneof(
  { arbitrary: validMessage, weight: 7 },
  { arbitrary: brokenMessage, weight: 7 },
  { arbitrary: validRequest, weight: 3 },
  { arbitrary: brokenRequest, weight: 3 },
);
