import fc from 'fast-check';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { FuzzHttp } from './fuzz-http.js';
import { fireFrame, FuzzSocket } from './fuzz-socket.js';
import { garbageFrame, message, type Shot } from './hostile.js';
import { toJson } from './raw-json.js';
import { DELIVERY, SECONDS_AGO } from './valid.js';
import { judgeAck, judgeAnswer, type Verdict } from './verdict.js';

export interface FuzzOptions {
  url: string;
  jwtSecret: string;
  /** The same seed makes the same messages. */
  seed: number;
  messages: number;
  frames: number;
  /** Is told how many messages are through, after each batch. */
  onProgress?: (sent: number) => void;
}

export interface FuzzResult {
  messages: number;
  frames: number;
  accepted: number;
  unacked: number;
  /** Offers that were pushed or asked for: what later feedback names. */
  deliveries: number;
  refused: Record<string, number>;
  /** Each with what was sent. */
  faults: string[];
}

const WORKERS = 20;
const BATCH = 1_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** More than this may be more than a frame may hold, and cost the connection. */
const LONGEST_FRAME = 60_000;
const MOST_FAULTS = 50;
const MOST_DELIVERIES = 500;
/** Every so often a message is sent again, just as it was. */
const AGAIN_EVERY = 31;

/** Sends valid and hostile messages over sockets and HTTP, and judges every answer. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const run = new FuzzRun(options);
  try {
    await run.start();
    await run.fireAll(message, options.messages);
    await run.fireAll(garbageFrame, options.frames);
    return run.result;
  } finally {
    run.stop();
  }
}

class FuzzRun {
  readonly result: FuzzResult;
  readonly #deliveries: string[] = [];
  readonly #sockets: FuzzSocket[] = [];
  readonly #clients: FuzzHttp[];
  #tokens: Record<string, string> = {};
  #deviceTokens: string[] = [];

  constructor(private readonly options: FuzzOptions) {
    this.#clients = Array.from({ length: WORKERS }, () => new FuzzHttp(options.url));
    this.result = { messages: 0, frames: 0, accepted: 0, unacked: 0, deliveries: 0, refused: {}, faults: [] };
  }

  async start(): Promise<void> {
    this.#tokens = await tokens(this.options.jwtSecret);
    const sign = (worker: number) =>
      signToken({ secret: this.options.jwtSecret, role: 'device', subject: `fuzz-${worker}` });
    this.#deviceTokens = await Promise.all(Array.from({ length: WORKERS }, (_, worker) => sign(worker)));
    for (let worker = 0; worker < WORKERS; worker++) await this.connect(worker);
    for (const socket of this.#sockets) {
      for (const purpose of ['location', 'profiling', 'marketing']) {
        await socket.ask('consent:set', `,{"purpose":"${purpose}","status":"granted","textVersion":"1"}`, 10_000);
      }
    }
  }

  async fireAll(shots: fc.Arbitrary<Shot>, count: number): Promise<void> {
    for (let sent = 0; sent < count; sent += BATCH) {
      const batch = fc.sample(shots, { seed: this.options.seed + sent, numRuns: Math.min(BATCH, count - sent) });
      const workers = Array.from({ length: WORKERS }, (_, worker) => this.fireOwn(batch, worker, sent));
      await Promise.all(workers);
      this.options.onProgress?.(this.result.messages + this.result.frames);
      if (this.result.faults.length >= MOST_FAULTS) return;
    }
  }

  stop(): void {
    for (const socket of this.#sockets) socket.close();
    for (const client of this.#clients) client.close();
  }

  /** Every worker has its own connections, and its own part of the batch, one message after the other. */
  private async fireOwn(batch: readonly Shot[], worker: number, before: number): Promise<void> {
    for (let index = worker; index < batch.length; index += WORKERS) {
      const shot = batch[index]!;
      await this.fire(shot, worker, before + index);
      if (index % AGAIN_EVERY === 0 && shot.by !== 'frame') await this.fire(shot, worker, before + index);
    }
  }

  private async fire(shot: Shot, worker: number, number: number): Promise<void> {
    try {
      if (shot.by === 'socket') await this.fireMessage(shot, worker, number);
      else if (shot.by === 'http') await this.fireRequest(shot, worker, number);
      else await this.fireGarbage(shot, worker);
    } catch (error) {
      this.count({ is: 'fault', why: (error as Error).message }, number, shot);
    }
  }

  private async fireMessage(shot: Shot & { by: 'socket' }, worker: number, number: number): Promise<void> {
    const args = [shot.payload, ...shot.more].map((value) => `,${this.fill(toJson(value))}`).join('');
    if (Buffer.byteLength(args) > LONGEST_FRAME) return;
    const socket = this.#sockets[worker]!;
    this.result.messages++;
    if (!shot.isAcked) {
      socket.tell(shot.event, args);
      this.result.unacked++;
      return;
    }
    const heard = await socket.ask(shot.event, args, ANSWER_TIMEOUT_MS);
    if (typeof heard === 'object') {
      this.noteOffers(heard.answer);
      return this.count(judgeAck(heard.answer), number, shot);
    }
    this.count({ is: 'fault', why: heard }, number, shot);
    if (!socket.isOpen) await this.connect(worker);
  }

  private async fireRequest(shot: Shot & { by: 'http' }, worker: number, number: number): Promise<void> {
    const { method, path, headers, token, cutAfter } = shot;
    const body = shot.body === undefined ? undefined : this.fill(toJson(shot.body)).slice(0, cutAfter);
    const all: Record<string, string> = { ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    if (token !== 'none') all.authorization = `Bearer ${this.#tokens[token]}`;
    if (body !== undefined) all['content-length'] = String(Buffer.byteLength(body));
    Object.assign(all, headers);
    if ('transfer-encoding' in headers) delete all['content-length'];
    this.result.messages++;
    const answer = await this.#clients[worker]!.call({ method, path, headers: all, body }, ANSWER_TIMEOUT_MS);
    this.count(judgeAnswer(method, path, answer), number, shot);
  }

  private async fireGarbage({ frame, isInside }: Shot & { by: 'frame' }, worker: number): Promise<void> {
    this.result.frames++;
    await fireFrame(this.options.url, frame, isInside ? this.#deviceTokens[worker] : undefined);
  }

  private async connect(worker: number): Promise<void> {
    this.#sockets[worker]?.close();
    this.#sockets[worker] = await FuzzSocket.connect(this.options.url, this.#deviceTokens[worker]!, (deliveryId) =>
      this.note(deliveryId),
    );
  }

  private noteOffers(answer: unknown): void {
    const { data } = (answer ?? {}) as { data?: { offers?: { deliveryId: string }[] } };
    for (const { deliveryId } of data?.offers ?? []) this.note(deliveryId);
  }

  private note(deliveryId: string): void {
    this.#deliveries[this.result.deliveries++ % MOST_DELIVERIES] = deliveryId;
  }

  /** Puts in what is known only now: times, and deliveries of whatever customer. */
  private fill(json: string): string {
    return json
      .replaceAll(
        new RegExp(`"${SECONDS_AGO}(-?\\d+)"`, 'g'),
        (_all, seconds) => `${Date.now() - Number(seconds) * 1000}`,
      )
      .replaceAll(new RegExp(`${DELIVERY}(\\d+)`, 'g'), (_all, n) => {
        const known = this.#deliveries.length;
        return (known > 0 && this.#deliveries[Number(n) % known]) || 'none:card';
      });
  }

  private count(verdict: Verdict, number: number, shot: Shot): void {
    if (verdict.is === 'accepted') this.result.accepted++;
    else if (verdict.is === 'refused') this.result.refused[verdict.code] = (this.result.refused[verdict.code] ?? 0) + 1;
    else this.result.faults.push(`${verdict.why} after message ${number}: ${JSON.stringify(shot).slice(0, 600)}`);
  }
}

async function tokens(secret: string): Promise<Record<string, string>> {
  const sign = (role: 'operator' | 'till' | 'device' | 'auditor', subject: string, more = {}) =>
    signToken({ secret, role, subject, ...more });
  const operator = await sign('operator', 'crm');
  return {
    operator,
    till: await sign('till', 'till-1'),
    device: await sign('device', 'fuzz-0'),
    auditor: await sign('auditor', 'auditor-1'),
    foreign: await sign('operator', 'crm', { tenant: 'rival' }),
    expired: await sign('operator', 'crm', { ttlSeconds: -60 }),
    unsigned: `${operator.split('.').slice(0, 2).join('.')}.`,
    garbage: 'a.b.c',
    long: 'x'.repeat(6_000),
  };
}
