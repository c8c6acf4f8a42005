import { objectAt, resolve, type Json, type JsonObject } from '../json.js';
import { compareRoles } from './compare-open-api.js';
import type { Schema } from './misfits.js';
import { findAnswerBreaks, findRequestBreaks } from './schema-breaks.js';

/** What a client of the old sockets would stumble over in the new ones, in words; nothing when all goes on. */
export function compareAsyncApi(before: JsonObject, after: JsonObject): string[] {
  return [...compareChannels(before, after), ...compareOperations(before, after)];
}

function compareChannels(before: JsonObject, after: JsonObject): string[] {
  const now = objectAt(after, 'channels');
  return Object.entries(objectAt(before, 'channels')).flatMap(([key, channel]) => {
    const { address } = objectAt(channel);
    if (!now[key]) return [`the namespace ${String(address)} was removed`];
    const is = objectAt(now[key]);
    const moved = is.address === address ? [] : [`the namespace ${String(address)} became ${String(is.address)}`];
    return [...moved, ...compareRoles(`the namespace ${String(address)}`, objectAt(channel), is)];
  });
}

function compareOperations(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(objectAt(before, 'operations')).flatMap(([key, old]) => {
    const now = objectAt(after, 'operations', key);
    const event = String(objectAt(old).title ?? key);
    // Its namespace is gone, which is told already.
    if (Object.keys(resolve(objectAt(old).channel, after)).length === 0) return [];
    if (now.action === undefined) return [`the event ${event} was removed`];
    if (now.action !== objectAt(old).action) return [`the event ${event} goes the other way now`];
    return [
      ...compareRoles(`the event ${event}`, objectAt(old), now),
      ...compareMessages(event, objectAt(old), now, before, after),
    ];
  });
}

/** What we receive is a request and its ack an answer; what we send is the other way round. */
function compareMessages(
  event: string,
  old: JsonObject,
  now: JsonObject,
  before: JsonObject,
  after: JsonObject,
): string[] {
  const isReceived = now.action === 'receive';
  const [onPayload, onAck] = isReceived ? [findRequestBreaks, findAnswerBreaks] : [findAnswerBreaks, findRequestBreaks];
  return [
    ...onPayload(`${event}: payload`, payloadOf(old.messages, before), payloadOf(now.messages, after)),
    ...onAck(
      `${event}: ack`,
      payloadOf(objectAt(old, 'reply').messages, before),
      payloadOf(objectAt(now, 'reply').messages, after),
    ),
  ];
}

function payloadOf(messages: Json | undefined, document: JsonObject): Schema {
  const message = Array.isArray(messages) ? messages[0] : undefined;
  return { schema: resolve(message, document).payload, document };
}
