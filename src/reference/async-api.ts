import { ERRORS, failure } from '../contract/errors.js';
import { joinComponents, writeSchemas, type SchemaBook } from './schema-book.js';
import type { JsonObject } from './json.js';
import { refusalsOfEvent, SOCKET_CHANNELS, type SocketChannel, type SocketEvent } from './socket-events.js';
import { VERSION } from './version.js';

const DESCRIPTION =
  'The sockets of Proxima: socket.io 4 over web sockets only, with `auth: { token }` in the handshake. Every message to ' +
  'the engine gets an ack: `{ ok: true, data }` or `{ ok: false, error: { code, message, issues } }`. Unknown keys are ' +
  'refused. Answers may get more fields, and lists under `x-extensible-enum` more values.';

interface Books {
  readonly received: SchemaBook;
  readonly sent: SchemaBook;
}

/** The socket interface as an AsyncAPI 3.1 document (https://www.asyncapi.com/docs/reference/specification/v3.1.0). */
export function writeAsyncApi(socketChannels: readonly SocketChannel[] = SOCKET_CHANNELS): JsonObject {
  const events = socketChannels.flatMap((channel) => channel.events);
  const payloads = (action: SocketEvent['action']) =>
    events.filter((event) => event.action === action).map(({ payload }) => payload);
  const acks = events.flatMap(({ ack }) => ack ?? []);
  const books = {
    received: writeSchemas(payloads('receive'), { io: 'input', target: 'draft-07' }),
    sent: writeSchemas([...payloads('send'), ...acks, failure], { io: 'output', target: 'draft-07' }),
  };
  const messagesOf = ({ events: own, isAcked }: SocketChannel): JsonObject =>
    Object.assign({}, ...own.map((event) => writeMessages(event, isAcked, books))) as JsonObject;
  return {
    asyncapi: '3.1.0',
    info: { title: 'Proxima sockets', version: VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    servers: {
      engine: {
        host: 'localhost:3000',
        protocol: 'ws',
        description: 'socket.io 4, path /socket.io/',
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: Object.fromEntries(
      socketChannels.map((channel) => [channel.key, writeChannel(channel, Object.keys(messagesOf(channel)))]),
    ),
    operations: Object.fromEntries(
      socketChannels.flatMap((channel) =>
        channel.events.map((event) => [keyOf(event), writeOperation(event, channel)] as const),
      ),
    ),
    components: {
      messages: Object.assign({}, ...socketChannels.map(messagesOf)) as JsonObject,
      schemas: joinComponents(books.received, books.sent),
      securitySchemes: {
        token: { type: 'httpApiKey', in: 'query', name: 'auth.token', description: 'A JWT in the handshake of socket.io, not in the URL.' }, // prettier-ignore
      },
    },
  };
}

/** AsyncAPI allows no colon in the keys of operations. */
function keyOf({ name }: SocketEvent): string {
  return name.replace(':', '-');
}

function writeChannel({ address, title, notes, roles }: SocketChannel, messages: readonly string[]): JsonObject {
  return {
    address,
    title,
    description: `A namespace of socket.io. Roles: ${roles.join(', ')}.${notes}`,
    'x-roles': [...roles],
    messages: Object.fromEntries(messages.map((key) => [key, { $ref: `#/components/messages/${key}` }])) as JsonObject,
  };
}

function writeOperation(event: SocketEvent, { key: channelKey, roles, isAcked }: SocketChannel): JsonObject {
  const key = keyOf(event);
  const channel = { $ref: `#/channels/${channelKey}` };
  const operation: JsonObject = {
    action: event.action,
    title: event.name,
    summary: event.summary,
    channel,
    messages: [{ $ref: `#/channels/${channelKey}/messages/${key}` }],
    'x-roles': [...roles],
  };
  if (isAcked) operation.reply = { channel, messages: [{ $ref: `#/channels/${channelKey}/messages/${key}-ack` }] };
  if (event.action === 'receive')
    operation['x-refusals'] = Object.fromEntries(refusalsOfEvent(event).map((code) => [code, ERRORS[code].title]));
  return operation;
}

function writeMessages(event: SocketEvent, isAcked: boolean, { received, sent }: Books): JsonObject {
  const key = keyOf(event);
  const book = event.action === 'receive' ? received : sent;
  const messages: JsonObject = {
    [key]: { name: event.name, title: event.name, payload: book.of(event.payload) },
  };
  if (isAcked)
    messages[`${key}-ack`] = { name: `${event.name} ack`, title: `${event.name} ack`, payload: writeAck(event, sent) };
  return messages;
}

function writeAck({ ack }: SocketEvent, book: SchemaBook): JsonObject {
  if (!ack) return { description: 'empty: that it comes is all that it says' };
  const part = (ok: boolean, name: string, schema: JsonObject) => ({
    type: 'object',
    properties: { ok: { type: 'boolean', const: ok }, [name]: schema },
    required: ['ok', name],
  });
  return {
    oneOf: [part(true, 'data', book.of(ack) as JsonObject), part(false, 'error', book.of(failure) as JsonObject)],
  };
}
