import { z } from 'zod';
import { catalogProgress, releaseChanged } from '../contract/catalog-upload.js';
import { consentEntry, consentSet } from '../contract/consent.js';
import { decisionSamples, feedbackSamples, figuresTick } from '../contract/console.js';
import { contextAck, contextReport } from '../contract/context.js';
import { decisionAnswer, offerPush, offerRequest } from '../contract/decision.js';
import type { ErrorCode } from '../contract/errors.js';
import { feedbackReportDescribed, feedbackResult } from '../contract/feedback.js';
import { inboxAnswer, inboxResume, offerRetract } from '../contract/inbox.js';
import { positionAck, positionReport } from '../contract/position.js';
import { sessionHint } from '../contract/session.js';
import type { Role } from '../platform/auth/claims.js';

export const DEVICE_NAMESPACE = '/v1/device';
export const DEVICE_ROLES: readonly Role[] = ['device', 'till'];
export const CONSOLE_NAMESPACE = '/v1/console';
export const CONSOLE_ROLES: readonly Role[] = ['marketer', 'scientist', 'operator'];

/** One event of a namespace, seen from the engine: it receives or sends. */
export interface SocketEvent {
  readonly name: string;
  readonly action: 'receive' | 'send';
  readonly summary: string;
  readonly payload: z.ZodType;
  /** `data` of the ack `{ ok: true, data }`; left out where the ack is empty. */
  readonly ack?: z.ZodType;
  /** Beyond those that every event can give: see `refusalsOfEvent`. */
  readonly refusals?: readonly ErrorCode[];
}

/** Every event of `/v1/device`. A test holds it against the events that the gateways really take. */
export const DEVICE_EVENTS: readonly SocketEvent[] = [
  {
    name: 'position:report',
    action: 'receive',
    summary: 'One fix, or up to 100 that were gathered while the network was away. May lead to a push.',
    payload: positionReport,
    ack: positionAck,
    refusals: ['TIMESTAMP_OUT_OF_WINDOW'],
  },
  {
    name: 'context:report',
    action: 'receive',
    summary: 'What the phone knows about the situation beyond the position.',
    payload: contextReport,
    ack: contextAck,
    refusals: ['UNKNOWN_CONTEXT_FIELD', 'TIMESTAMP_OUT_OF_WINDOW'],
  },
  {
    name: 'offer:request',
    action: 'receive',
    summary: 'Decide now, for the customer of the token.',
    payload: offerRequest,
    ack: decisionAnswer,
    refusals: ['UNKNOWN_CONTEXT_FIELD', 'UNKNOWN_TOUCHPOINT'],
  },
  {
    name: 'feedback:report',
    action: 'receive',
    summary: 'What the customer did. Each event has its own result, and counts once, however often it is sent.',
    payload: feedbackReportDescribed,
    ack: z.array(feedbackResult),
  },
  {
    name: 'consent:set',
    action: 'receive',
    summary: 'Grants or withdraws a consent; in force with the ack, which has the entry of the ledger.',
    payload: consentSet,
    ack: consentEntry,
  },
  {
    name: 'inbox:resume',
    action: 'receive',
    summary:
      'Ask with every connect: what was pushed while the device was away and is still right, and what it shall show no more.',
    payload: inboxResume,
    ack: inboxAnswer,
  },
  {
    name: 'offer:push',
    action: 'send',
    summary:
      'An offer to show now; pushed again, an offer (`offerId`) takes the place of the push before. The ack of the client, which is empty, means delivered.',
    payload: offerPush,
  },
  {
    name: 'offer:retract',
    action: 'send',
    summary:
      'Take an offer off the screen. It may come before the push that it is about, and for one that was never shown.',
    payload: offerRetract,
  },
  {
    name: 'session:hint',
    action: 'send',
    summary: 'The engine is going, or asks for something else of this socket.',
    payload: sessionHint,
  },
];

/** Every event of `/v1/console`, which takes none. A console that is too slow for them misses some. */
export const CONSOLE_EVENTS: readonly SocketEvent[] = [
  {
    name: 'decision:sample',
    action: 'send',
    summary: 'Decisions of the tenant as they are made, and reports that ended in silence without one.',
    payload: decisionSamples,
  },
  {
    name: 'feedback:sample',
    action: 'send',
    summary: 'What customers of the tenant did with offers, as it is recorded.',
    payload: feedbackSamples,
  },
  {
    name: 'figures:tick',
    action: 'send',
    summary: 'The last second of the tenant in figures.',
    payload: figuresTick,
  },
  {
    name: 'catalog:progress',
    action: 'send',
    summary: 'How far an upload of the tenant is.',
    payload: catalogProgress,
  },
  {
    name: 'release:changed',
    action: 'send',
    summary: 'Another version of the catalog or of the model serves, or something was stopped or lifted.',
    payload: releaseChanged,
  },
];

/** A namespace of socket.io as a channel of the document. */
export interface SocketChannel {
  readonly key: string;
  readonly address: string;
  readonly title: string;
  readonly notes: string;
  readonly roles: readonly Role[];
  readonly events: readonly SocketEvent[];
  /** Whether each message is acked, in both directions. */
  readonly isAcked: boolean;
}

export const SOCKET_CHANNELS: readonly SocketChannel[] = [
  {
    key: 'device',
    address: DEVICE_NAMESPACE,
    title: 'Phones and tills',
    notes: '',
    roles: DEVICE_ROLES,
    events: DEVICE_EVENTS,
    isAcked: true,
  },
  {
    key: 'console',
    address: CONSOLE_NAMESPACE,
    title: 'Those who look on',
    notes: ' Takes no events; sends `session:hint` too.',
    roles: CONSOLE_ROLES,
    events: CONSOLE_EVENTS,
    isAcked: false,
  },
];

/** Every code that the ack of a received event can have. */
export function refusalsOfEvent({ refusals = [] }: SocketEvent): ErrorCode[] {
  return ['INVALID_MESSAGE', ...refusals, 'RATE_LIMITED', 'STATE_UNAVAILABLE', 'OVERLOADED', 'DRAINING', 'INTERNAL'];
}
