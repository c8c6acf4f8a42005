import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OfferPush } from '../contract/decision.js';
import type { FeedbackEvent } from '../contract/feedback.js';
import type { Fix, PositionAck } from '../contract/position.js';
import type { TraceFix } from '../traces/trace.js';
import type { PrivateEngine } from './replay-engine.js';
import { ReplayError } from './replay-error.js';
import { newPace } from './replay-pace.js';
import { connectPhone, tell, type Phone } from './replay-phone.js';
import { newTally, type ReplaySummary, type Tally } from './replay-tally.js';

export type ReplayTarget = Pick<PrivateEngine, 'url' | 'jwtSecret'>;

export interface ReplayRunOptions {
  /** In the order of time. */
  fixes: readonly TraceFix[];
  consent: 'granted' | 'withdrawn';
  speed?: number;
  /** Decides which half of the offers is accepted. */
  seed: number;
  signal?: AbortSignal;
  onProgress?: (progress: { sent: number; of: number; at: number; offers: number; errors: number }) => void;
}

export interface SeenPush {
  device: string;
  customer: string;
  fix: Fix;
  push: OfferPush;
  accepted: boolean;
}

export interface ReplayRun {
  summary: ReplaySummary;
  pushes: readonly SeenPush[];
}

interface Run {
  options: ReplayRunOptions;
  engine: ReplayTarget;
  tally: Tally;
  phones: Map<string, Phone>;
  /** Phones that have sent their last fix, the longest first. */
  resting: string[];
  pushes: SeenPush[];
}

const BUSY_WAIT_MS = 50;
const BUSY_TRIES = 200;
const STRAY_PUSH_WAIT_MS = 300;
/** Sockets that are kept beyond their last fix: a file may hold thousands of short trips. */
const RESTING_PHONES = 50;

/**
 * Replays traces on an engine that is there: each phone a socket, one fix a message, the next one after the ack. Nothing
 * is dropped: a fix that the engine has no room for is sent again.
 * @throws ReplayError when the engine cannot be used; the abort reason when `signal` is aborted.
 */
export async function replayOn(engine: ReplayTarget, options: ReplayRunOptions): Promise<ReplayRun> {
  const { fixes, signal } = options;
  const devices = new Set(fixes.map(({ device }) => device));
  const run: Run = { options, engine, tally: newTally(), phones: new Map(), resting: [], pushes: [] };
  const hangUpAll = () => run.phones.forEach((phone) => phone.close());
  // Whoever waits for an ack hears of the end at once.
  signal?.addEventListener('abort', hangUpAll);
  const startedMs = performance.now();
  try {
    await sendAll(run);
  } catch (error) {
    // Hanging up fails whatever was under way; what counts is why it was hung up.
    signal?.throwIfAborted();
    throw error;
  } finally {
    hangUpAll();
    signal?.removeEventListener('abort', hangUpAll);
  }
  const { decisions, offers, ...rest } = run.tally.summary();
  const summary: ReplaySummary = {
    devices: devices.size,
    fixes: fixes.length,
    decisions,
    offers,
    ...rest,
    devicesWithoutOffer: devices.size - Object.keys(rest.offersByDevice).length,
    recordedSeconds: round((fixes.at(-1)!.fix.at - fixes[0]!.fix.at) / 1000),
    tookSeconds: round((performance.now() - startedMs) / 1000),
  };
  return { summary, pushes: run.pushes };
}

async function sendAll(run: Run): Promise<void> {
  const { fixes, speed, signal, onProgress } = run.options;
  const due = newPace(fixes[0]!.fix.at, speed, signal);
  const lastOf = new Map(fixes.map(({ device }, index) => [device, index]));
  for (const [index, { device, fix }] of fixes.entries()) {
    await due(fix.at);
    await sendOne(run, device, fix);
    onProgress?.({ sent: index + 1, of: fixes.length, at: fix.at, ...run.tally.brief() });
    if (lastOf.get(device) === index) rest(run, device);
  }
  await sleep(STRAY_PUSH_WAIT_MS, undefined, { signal });
  for (const device of run.resting.splice(0)) hangUp(run, device);
}

async function sendOne(run: Run, device: string, fix: Fix): Promise<void> {
  const phone = run.phones.get(device) ?? (await pickUp(run, device));
  const ack = await reportUntilTaken(run, phone, fix);
  const deliveryId = ack?.outcome.deliveryId;
  if (deliveryId === undefined) return;
  const push = await phone.pushOf(deliveryId);
  if (!push) return run.tally.failed('PUSH_LOST');
  run.tally.pushed(device);
  const accepted = isAccepted(run.options.seed, device, run.pushes.length);
  run.pushes.push({ device, customer: phone.customer, fix, push, accepted });
  await sendFeedback(run, phone, fix, push, accepted);
}

async function pickUp({ engine, phones, options }: Run, device: string): Promise<Phone> {
  const phone = await connectPhone(engine.url, engine.jwtSecret, device, options.signal);
  phones.set(device, phone);
  await phone.setConsent(options.consent);
  return phone;
}

/** After its last fix a phone stays on the line for a while: a push may still be on its way. */
function rest(run: Run, device: string): void {
  run.resting.push(device);
  if (run.resting.length > RESTING_PHONES) hangUp(run, run.resting.shift()!);
}

function hangUp({ phones, tally }: Run, device: string): void {
  const phone = phones.get(device)!;
  phones.delete(device);
  // A push that no ack has spoken of would escape every count.
  for (let n = phone.unclaimed(); n > 0; n -= 1) tally.failed('PUSH_UNANNOUNCED');
  phone.close();
}

/** What goes well when it is asked again a little later. */
const BUSY: readonly string[] = ['RATE_LIMITED', 'OVERLOADED'];

async function reportUntilTaken({ tally, options }: Run, phone: Phone, fix: Fix): Promise<PositionAck | undefined> {
  for (let attempt = 1; attempt <= BUSY_TRIES; attempt += 1) {
    options.signal?.throwIfAborted();
    const startedMs = performance.now();
    const answer = await phone.report(fix).catch(() => undefined);
    options.signal?.throwIfAborted();
    if (answer?.ok) {
      tally.acked(answer.data, performance.now() - startedMs);
      return answer.data;
    }
    if (answer && !BUSY.includes(answer.error.code)) {
      tally.failed(answer.error.code);
      return undefined;
    }
    if (!answer && phone.connected()) {
      tally.failed('NO_ACK');
      return undefined;
    }
    tally.retried();
    if (answer) await sleep(BUSY_WAIT_MS, undefined, { signal: options.signal });
    else await phone.reconnected();
  }
  throw new ReplayError(`The engine has refused one report ${BUSY_TRIES} times as busy`);
}

async function sendFeedback({ tally }: Run, phone: Phone, fix: Fix, push: OfferPush, accepted: boolean): Promise<void> {
  const types = accepted ? (['impression', 'accept'] as const) : (['impression'] as const);
  const events = types.map((type): FeedbackEvent => ({
    eventId: `${push.deliveryId}:${type}`,
    type,
    deliveryId: push.deliveryId,
    at: fix.at,
  }));
  const answer = await phone.sendFeedback(events).catch(() => undefined);
  if (!answer) return tally.failed('NO_ACK');
  if (!answer.ok) return tally.failed(`FEEDBACK_${tell(answer.error)}`);
  for (const [index, { status, code }] of answer.data.entries()) {
    if (status === 'recorded') tally.fed(types[index]!);
    else tally.failed(`FEEDBACK_${status.toUpperCase()}${code ? `_${code}` : ''}`);
  }
}

/** The same half on every run. */
function isAccepted(seed: number, device: string, n: number): boolean {
  return createHash('sha256').update(`${seed}:${device}:${n}`).digest()[0]! % 2 === 0;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
