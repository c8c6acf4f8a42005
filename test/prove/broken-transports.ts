import { randomUUID } from 'node:crypto';
import type { Ack, FeedbackEvent, InboxResumed, PositionAck } from '../../sdk/src/contract.js';
import type { Transport, Wire, WireEvents } from '../../sdk/src/wire.js';
import type { RuleName } from '../../src/conformance/rules.js';

type Say = (line: object) => void;
type Send = Wire['send'];

/** One way to get it wrong, between a client that is right and its wire. */
export interface Fault {
  /** The rule that it breaks. */
  readonly breaks: RuleName;
  /** What cannot hold then either. */
  readonly also?: readonly RuleName[];
  /** What it shows in place of its token. */
  readonly token?: (token: string) => string;
  readonly events?: (events: WireEvents, say: Say) => Partial<WireEvents>;
  readonly send?: (send: Send, say: Say) => Send;
  /** Does something of its own when the wire is open. */
  readonly opened?: (wire: Wire) => void;
}

const A_DAY_MS = 86_400_000;
const KNOWN_FIELDS = 9;
const A_FIX = { lat: 52.5, lng: 13.4, accuracyMetres: 5 };

/** Deliveries that have come, over cuts. */
const seen = new Set<string>();

/** Ten clients that are each wrong in one way, and two more. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'acks-nothing': {
    breaks: 'ACKS_EACH_PUSH',
    events: ({ pushed }) => ({ pushed: (offer) => pushed(offer, () => undefined) }),
  },
  'shows-again': {
    breaks: 'SHOWN_ONCE',
    send: (send, say) => async (event, payload) => {
      const ack = (await send(event, payload)) as Ack<InboxResumed>;
      if (event === 'inbox:resume' && ack.ok) {
        for (const { deliveryId } of ack.data.missed) say({ shown: deliveryId });
      }
      return ack;
    },
  },
  'resumes-from-zero': {
    breaks: 'RESUMES_AFTER_LAST',
    send: (send) => (event, payload) => send(event, event === 'inbox:resume' ? { afterSeq: 0 } : payload),
  },
  'shows-expired': {
    breaks: 'DROPS_EXPIRED',
    events: ({ pushed }, say) => ({
      pushed: (offer, ack) => {
        if (Date.parse(offer.expiresAt) < Date.now()) say({ shown: offer.deliveryId });
        pushed(offer, ack);
      },
    }),
  },
  'keeps-expired': {
    breaks: 'REMOVES_EXPIRED',
    events: ({ pushed }) => ({
      pushed: (offer, ack) => {
        const isOver = Date.parse(offer.expiresAt) < Date.now();
        pushed(isOver ? offer : { ...offer, expiresAt: new Date(Date.now() + A_DAY_MS).toISOString() }, ack);
      },
    }),
  },
  'new-event-ids': {
    breaks: 'FEEDBACK_KEEPS_ID',
    send: (send) => (event, payload) =>
      send(
        event,
        event === 'feedback:report'
          ? {
              events: (payload as { events: FeedbackEvent[] }).events.map((one) => ({ ...one, eventId: randomUUID() })),
            }
          : payload,
      ),
  },
  'reports-when-it-likes': {
    breaks: 'OBEYS_NEXT_REPORT',
    send: (send) => async (event, payload) => {
      const ack = (await send(event, payload)) as Ack<PositionAck>;
      if (event === 'position:report' && ack.ok) ack.data.nextReport = { afterMs: 0, minMetres: 0, why: 'mine' };
      return ack;
    },
  },
  'asks-no-consent': {
    breaks: 'NOTHING_BEFORE_CONSENT',
    opened: (wire) => void wire.send('position:report', { ...A_FIX, at: Date.now() }),
  },
  'knows-every-field': {
    breaks: 'TOLERATES_UNKNOWN',
    events: ({ pushed }) => ({
      pushed: (offer, ack) => (Object.keys(offer).length > KNOWN_FIELDS ? ack() : pushed(offer, ack)),
    }),
  },
  'keeps-what-is-taken-back': { breaks: 'HONOURS_RETRACT', events: () => ({ retracted: () => undefined }) },
  'hurries-back': {
    breaks: 'HONOURS_DRAINING',
    events: ({ hinted }) => ({ hinted: ({ draining }) => hinted({ draining }) }),
  },
  'hurries-on': {
    breaks: 'WAITS_AS_ASKED',
    events: ({ refused }) => ({ refused: (code) => refused(code) }),
  },
};

/** Clients that get along with the referee or not, and are each wrong in one way with an engine that runs. */
export const ENGINE_FAULTS: Readonly<Record<string, Fault>> = {
  'takes-another-token': { breaks: 'ENGINE_TAKES_TOKEN', token: (token) => `${token}x` },
  'speaks-of-tomorrow': {
    breaks: 'ENGINE_VALID_MESSAGES',
    also: ['ENGINE_TAKES_MESSAGES'],
    opened: (wire) => void wire.send('context:report', { at: Date.now(), values: {}, ofTomorrow: true }),
  },
  'reports-of-yesterday': {
    breaks: 'ENGINE_TAKES_MESSAGES',
    opened: (wire) => void wire.send('position:report', { ...A_FIX, at: Date.now() - A_DAY_MS }),
  },
  'invents-deliveries': {
    breaks: 'ENGINE_TAKES_MESSAGES',
    opened: (wire) =>
      void wire.send('feedback:report', {
        events: [{ eventId: 'invented', type: 'impression', deliveryId: 'invented.card', at: Date.now() }],
      }),
  },
  'shows-nothing': {
    breaks: 'ENGINE_OFFERS_SHOWN',
    events: ({ pushed }) => ({
      pushed: (offer, ack) => pushed({ ...offer, expiresAt: new Date(0).toISOString() }, ack),
    }),
  },
  'says-nothing-back': { ...FAULTS['acks-nothing'], breaks: 'ENGINE_OFFERS_ACKED' },
  'shows-each-push': {
    breaks: 'ENGINE_OFFERS_ONCE',
    events: ({ pushed }, say) => ({
      pushed: (offer, ack) => {
        if (seen.has(offer.deliveryId)) say({ shown: offer.deliveryId });
        seen.add(offer.deliveryId);
        pushed(offer, ack);
      },
    }),
  },
  'begins-anew': { ...FAULTS['resumes-from-zero'], breaks: 'ENGINE_RESUMES' },
  'keeps-withdrawals': {
    breaks: 'ENGINE_CONSENT_HOLDS',
    send: (send) => (event, payload) => {
      const isWithdrawal = event === 'consent:set' && (payload as { status: string }).status === 'withdrawn';
      return isWithdrawal ? Promise.resolve({ ok: true, data: payload }) : send(event, payload);
    },
  },
};

/** No fault: a client that asks its customer about location alone gets no offers, and is right. */
const LOCATION_ONLY: Pick<Fault, 'send'> = {
  send: (send) => (event, payload) => {
    const isOther = event === 'consent:set' && (payload as { purpose: string }).purpose !== 'location';
    return isOther ? Promise.resolve({ ok: true, data: payload }) : send(event, payload);
  },
};

/** The transport with the fault of that name; as it is without a name. */
export function broken(name: string | undefined, transport: Transport, say: Say): Transport {
  if (name === undefined) return transport;
  const faults: Record<string, Partial<Fault>> = {
    ...FAULTS,
    ...ENGINE_FAULTS,
    'asks-for-location-only': LOCATION_ONLY,
  };
  const fault = faults[name];
  if (!fault) throw new Error(`No fault ${name}; there are ${Object.keys(faults).join(', ')}`);
  return {
    readConsents: (token, customer) => transport.readConsents(token, customer),
    open(token, events) {
      const told: WireEvents = { ...events, ...fault.events?.(events, say) };
      const wire = transport.open(fault.token?.(token) ?? token, {
        ...told,
        opened: () => {
          told.opened();
          fault.opened?.(wire);
        },
      });
      return fault.send ? { send: fault.send(wire.send, say), close: wire.close } : wire;
    },
  };
}
