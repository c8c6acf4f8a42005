import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import type { TraceFix } from '../traces/trace.js';
import { eventually } from '../../test/support/eventually.js';
import { replayOn } from './replay-run.js';

type Answer = (ack: unknown) => void;
type Message = { event: string; customer: string; payload: never };

const NEXT = { nextReport: { afterMs: 0, minMetres: 0, why: '' }, accepted: 1 };
const SILENT = { ok: true, data: { ...NEXT, outcome: { silence: 'NO_OFFER_NEARBY' } } };

/** Stands in for the engine: answers by the rules of the contract, as each case tells it. */
describe('replayOn', () => {
  let http: HttpServer;
  let server: Server;
  let url: string;
  let messages: Message[];
  let onConsent: (answer: () => void) => void;
  let onReport: (socket: Socket, n: number, answer: Answer) => void;

  beforeEach(async () => {
    messages = [];
    onConsent = (answer) => answer();
    http = createServer();
    server = new Server(http, { transports: ['websocket'] });
    server.of('/v1/device').on('connection', (socket) => {
      const customer = JSON.parse(
        Buffer.from((socket.handshake.auth.token as string).split('.')[1]!, 'base64url').toString(),
      ).sub as string;
      const seen = (event: string, payload: never) => messages.push({ event, customer, payload });
      socket.on('consent:set', (payload, answer: Answer) => {
        seen('consent:set', payload as never);
        onConsent(() => answer({ ok: true, data: payload }));
      });
      socket.on('position:report', (payload, answer: Answer) => {
        seen('position:report', payload as never);
        onReport(socket, messages.filter(({ event }) => event === 'position:report').length, answer);
      });
      socket.on('feedback:report', (payload: { events: { eventId: string }[] }, answer: Answer) => {
        seen('feedback:report', payload as never);
        answer({ ok: true, data: payload.events.map(({ eventId }) => ({ eventId, status: 'recorded' })) });
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });

  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const fixes = (...devices: string[]): TraceFix[] =>
    devices.map((device, n) => ({ device, line: n + 2, fix: { lat: 52, lng: 13, accuracyMetres: 5, at: 1e12 + n } }));
  const replay = (trace: TraceFix[], more = {}) =>
    replayOn({ url, jwtSecret: 'secret' }, { fixes: trace, consent: 'granted', seed: 1, ...more });
  const push = (socket: Socket, deliveryId: string) => socket.emit('offer:push', { deliveryId }, () => undefined);

  it('gives each phone its own customer, asks consent first and sends the fixes in the order of time', async () => {
    onReport = (_socket, _n, answer) => answer(SILENT);
    const { summary } = await replay(fixes('a', 'b', 'a', 'b b'));
    expect(summary).toMatchObject({
      devices: 3,
      fixes: 4,
      offers: 0,
      devicesWithoutOffer: 3,
      errors: 0,
      silences: { NO_OFFER_NEARBY: 4 },
    });
    const sent = messages.filter(({ event }) => event === 'position:report');
    expect(sent.map(({ customer }) => customer)).toEqual([
      'replay-a',
      'replay-b',
      'replay-a',
      expect.stringMatching(/^replay-b_b-[0-9a-f]{8}$/),
    ]);
    expect(messages.slice(0, 3).map(({ payload }) => payload)).toMatchObject([
      { purpose: 'location', status: 'granted' },
      { purpose: 'profiling', status: 'granted' },
      { purpose: 'marketing', status: 'granted' },
    ]);
  });

  it('waits for the push of a delivery, once, and reports the impression at the time of the event', async () => {
    onReport = (socket, n, answer) => {
      answer({ ok: true, data: { ...NEXT, outcome: { decisionId: `d${n}`, deliveryId: `d${n}:card`, offerId: 'o' } } });
      setTimeout(() => {
        push(socket, `d${n}:card`);
        push(socket, `d${n}:card`);
      }, 20);
    };
    const { summary, pushes } = await replay(fixes(...'aaaaaaaaaa'));
    expect(summary).toMatchObject({ decisions: 10, offers: 10, offersByDevice: { a: 10 }, impressions: 10, errors: 0 });
    expect(summary.accepts).toBeGreaterThan(0);
    expect(summary.accepts).toBeLessThan(10);
    expect(summary.accepts).toBe(pushes.filter(({ accepted }) => accepted).length);
    const feedback = messages.filter(({ event }) => event === 'feedback:report');
    expect(feedback[3]!.payload).toMatchObject({
      events: expect.arrayContaining([
        { eventId: 'd4:card:impression', type: 'impression', deliveryId: 'd4:card', at: 1e12 + 3 },
      ]),
    });
  });

  it('sends a fix again when the engine has no room for it', async () => {
    onReport = (_socket, n, answer) =>
      answer(n === 1 ? { ok: false, error: { code: 'RATE_LIMITED', message: '', issues: [] } } : SILENT);
    const { summary } = await replay(fixes('a', 'a'));
    expect(summary).toMatchObject({ fixes: 2, errors: 0, retries: 1, silences: { NO_OFFER_NEARBY: 2 } });
    expect(messages.filter(({ event }) => event === 'position:report').map(({ payload }) => payload)).toMatchObject([
      { at: 1e12 },
      { at: 1e12 },
      { at: 1e12 + 1 },
    ]);
  });

  it('sends a fix again when the line breaks before its ack', async () => {
    onReport = (socket, n, answer) => (n === 1 ? socket.conn.close() : answer(SILENT));
    const { summary } = await replay(fixes('a'));
    expect(summary).toMatchObject({ errors: 0, retries: 1, silences: { NO_OFFER_NEARBY: 1 } });
  });

  it('counts refusals by code, and pushes that no ack has spoken of', async () => {
    onReport = (socket, n, answer) => {
      if (n === 1) return answer({ ok: false, error: { code: 'INVALID_MESSAGE', message: '', issues: [] } });
      push(socket, 'nobody-knows');
      answer(SILENT);
    };
    const { summary } = await replay(fixes('a', 'a'));
    expect(summary).toMatchObject({ errors: 2, errorsByCode: { INVALID_MESSAGE: 1, PUSH_UNANNOUNCED: 1 }, offers: 0 });
  });

  it('ends at once when it is interrupted while it waits for the answer to a report', async () => {
    const interrupted = new AbortController();
    onReport = () => interrupted.abort(new Error('enough'));
    await expect(replay(fixes('a'), { signal: interrupted.signal })).rejects.toThrow('enough');
  });

  it('ends at once when it is interrupted while it asks for consent', async () => {
    const interrupted = new AbortController();
    onConsent = () => interrupted.abort(new Error('enough'));
    await expect(replay(fixes('a'), { signal: interrupted.signal })).rejects.toThrow('enough');
    expect(messages.map(({ event }) => event)).toEqual(['consent:set']);
  });

  it('ends at once when it is interrupted while it waits for a push', async () => {
    const interrupted = new AbortController();
    onReport = (_socket, _n, answer) => {
      answer({ ok: true, data: { ...NEXT, outcome: { decisionId: 'd', deliveryId: 'd:card', offerId: 'o' } } });
      setTimeout(() => interrupted.abort(new Error('enough')), 20);
    };
    const startedMs = performance.now();
    await expect(replay(fixes('a'), { signal: interrupted.signal })).rejects.toThrow('enough');
    expect(performance.now() - startedMs).toBeLessThan(4_000);
  });

  it('ends at once, and leaves no socket behind, when it is interrupted while it connects', async () => {
    const interrupted = new AbortController();
    server.of('/v1/device').use(() => interrupted.abort(new Error('enough')));
    await expect(replay(fixes('a'), { signal: interrupted.signal })).rejects.toThrow('enough');
    await eventually(() => server.engine.clientsCount === 0);
  });

  it('says so when the engine refuses the socket', async () => {
    server.of('/v1/device').use((_socket, next) => next(new Error('UNAUTHENTICATED')));
    await expect(replay(fixes('a'))).rejects.toThrow('The engine refused the socket: UNAUTHENTICATED');
  });
});
