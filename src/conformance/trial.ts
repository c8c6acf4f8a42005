import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientProcess } from './client-process.js';
import { offerOf, withTomorrow } from './offers.js';
import { eventsIn } from './messages.js';
import type { Referee } from './referee.js';
import { RULES, type Judged, type RuleName } from './rules.js';
import { Verdict } from './verdict.js';
import { within } from './within.js';

/** How long a client may take for what it should do at once. Long, for slow machines; only a client that fails waits it out. */
export const PATIENCE_MS = 6_000;
/** How long nothing must happen that must not. */
export const QUIET_MS = 1_000;
export const CONNECT_MS = 30_000;
/** Longer than the longest wait that a client should give itself after a first cut. */
export const RETURN_MS = 20_000;
/** Clocks and event loops are not exact. */
const EARLY_MS = 50;

export const NEXT_REPORT = { afterMs: 2_500, minMetres: 500, why: 'trial' };
const RETRY_AFTER_MS = 1_500;
const DRAIN_MS = 2_500;
const HOUR_MS = 3_600_000;
const SHORT_MS = 1_500;

/** Walks one client through everything that can happen to it, and judges each rule once. */
export class Trial {
  readonly #verdict = new Verdict();
  #metres = 0;

  constructor(
    private readonly referee: Referee,
    private readonly client: ClientProcess,
  ) {}

  async run(): Promise<Judged[]> {
    if (await this.connects()) {
      await this.beforeConsent();
      await this.positions();
      await this.offers();
      await this.cut();
      await this.draining();
      await this.withdrawal();
      this.judge('VALID_MESSAGES', this.referee.faults.length === 0, this.referee.faults[0]);
    }
    const reason = this.client.ended ? `not reached: the client ${this.client.ended}` : 'not reached';
    return this.#verdict.lines(RULES, reason);
  }

  private async connects(): Promise<boolean> {
    const isIn = await within(CONNECT_MS, () => this.referee.isConnected || this.client.ended !== undefined);
    this.judge('CONNECTS', isIn && this.referee.isConnected, this.client.ended ?? `not within ${CONNECT_MS / 1000} s`);
    if (!this.referee.isConnected) return false;
    const first = await this.resumed(0);
    this.judge('RESUMES_FROM_START', first === 0, first === undefined ? 'nothing was asked' : `afterSeq was ${first}`);
    return true;
  }

  private async beforeConsent(): Promise<void> {
    for (let n = 0; n < 3; n += 1) await this.walk(0);
    await sleep(QUIET_MS);
    const sent = [...this.referee.of('position:report'), ...this.referee.of('context:report')];
    this.judge('NOTHING_BEFORE_CONSENT', sent.length === 0, `${sent.length} messages, the first a ${sent[0]?.event}`);
    this.client.tell({ do: 'consent', status: 'granted' });
    const isSet = await within(PATIENCE_MS, () => this.consentIs('granted'));
    this.judge('SENDS_CONSENT', isSet, 'no consent:set { purpose: location, status: granted } came');
  }

  private async positions(): Promise<void> {
    const before = this.referee.of('position:report').length;
    const untilMs = performance.now() + PATIENCE_MS + NEXT_REPORT.afterMs;
    while (this.referee.of('position:report').length < before + 3 && performance.now() < untilMs) await this.walk(1);
    const times = this.referee
      .of('position:report')
      .slice(before)
      .map(({ atMs }) => atMs);
    this.judge('REPORTS_POSITIONS', times.length >= 2, `${times.length} came`);
    const gaps = times.slice(1).map((atMs, index) => Math.round(atMs - times[index]!));
    const tooSoon = gaps.find((gapMs) => gapMs < NEXT_REPORT.afterMs - EARLY_MS);
    this.judge(
      'OBEYS_NEXT_REPORT',
      times.length > 0 && tooSoon === undefined,
      `one came ${tooSoon} ms after the last, not ${NEXT_REPORT.afterMs}`,
    );
  }

  private async offers(): Promise<void> {
    const { referee, client } = this;
    const [plain, strange] = [offerOf(1, HOUR_MS), offerOf(2, HOUR_MS)];
    referee.push(plain);
    this.judge('SHOWS_OFFERS', await this.shows(plain.deliveryId), `${plain.deliveryId} was pushed and not shown`);
    referee.emit('offer:sparkle', { ofTomorrow: true });
    referee.push(withTomorrow(strange));
    this.judge(
      'TOLERATES_UNKNOWN',
      await this.shows(strange.deliveryId),
      `${strange.deliveryId} has fields of tomorrow and was not shown`,
    );
    // Made now: the short one must not be over before it is pushed.
    const [over, short] = [offerOf(3, -1_000), offerOf(4, SHORT_MS)];
    referee.push(over);
    referee.push(short);
    const isGone = await within(SHORT_MS + PATIENCE_MS, () => client.removed.includes(short.deliveryId));
    this.judge('REMOVES_EXPIRED', isGone, `${short.deliveryId} is over and was not removed`);
    this.judge(
      'DROPS_EXPIRED',
      !client.shown.includes(over.deliveryId),
      `${over.deliveryId} was over when it came, and was shown`,
    );
    const pushed = [plain, strange, over, short].map(({ deliveryId }) => deliveryId);
    await within(PATIENCE_MS, () => pushed.every((id) => referee.acked.includes(id)));
    const unacked = pushed.filter((id) => !referee.acked.includes(id));
    this.judge('ACKS_EACH_PUSH', unacked.length === 0, `${unacked.join(', ')} had no ack`);
    referee.emit('offer:retract', {
      seq: 1,
      deliveryId: plain.deliveryId,
      offerId: plain.offerId,
      reason: 'LEFT_ZONE',
    });
    const isRemoved = await within(PATIENCE_MS, () => client.removed.includes(plain.deliveryId));
    this.judge('HONOURS_RETRACT', isRemoved, `${plain.deliveryId} was taken back and not removed`);
  }

  private async cut(): Promise<void> {
    const { referee, client } = this;
    const [last, missed] = [offerOf(5, HOUR_MS), offerOf(6, HOUR_MS)];
    referee.push(last);
    await this.shows(last.deliveryId);
    referee.loseAckOf('feedback:report');
    referee.refuseNext('TOO_MANY_CONNECTIONS', RETRY_AFTER_MS);
    this.missed = [last, missed];
    client.tell({ do: 'seen', deliveryId: last.deliveryId });
    await within(PATIENCE_MS, () => referee.of('feedback:report').length > 0);
    // One who gives no feedback is cut all the same.
    if (referee.isConnected) referee.cut();
    const [triesBefore, resumesBefore] = [referee.tried.length, referee.of('inbox:resume').length];
    const stale = await this.walk(5_000);
    await this.returns(triesBefore + 2);
    const [refusedAt, nextAt] = referee.tried.slice(triesBefore);
    const waitedMs = Math.round((nextAt ?? Infinity) - (refusedAt ?? 0));
    this.judge(
      'WAITS_AS_ASKED',
      nextAt !== undefined && waitedMs >= RETRY_AFTER_MS - EARLY_MS,
      nextAt === undefined ? 'it did not come back' : `it waited ${waitedMs} ms, not ${RETRY_AFTER_MS}`,
    );
    const afterSeq = await this.resumed(resumesBefore);
    this.judge('RESUMES_AFTER_LAST', afterSeq === last.seq, `afterSeq was ${afterSeq ?? 'not asked'}, not ${last.seq}`);
    this.judge('SHOWS_MISSED', await this.shows(missed.deliveryId), `${missed.deliveryId} was not shown`);
    await this.feedbackCameAgain();
    await sleep(QUIET_MS);
    const isStale = referee
      .of('position:report')
      .some(({ payload }) => JSON.stringify(payload).includes(String(stale.at)));
    this.judge('NO_STALE_POSITION', !isStale, 'a fix from before the line was back was sent');
  }

  /** What the next `inbox:resume` is answered with. */
  missed: ReturnType<typeof offerOf>[] = [];

  private async feedbackCameAgain(): Promise<void> {
    const idsOf = () => this.referee.of('feedback:report').map(({ payload }) => eventIdsOf(payload));
    const cameAgain = await within(PATIENCE_MS, () => idsOf().length >= 2);
    await sleep(QUIET_MS);
    const [first = [], ...later] = idsOf();
    this.judge(
      'FEEDBACK_SURVIVES',
      cameAgain,
      first.length === 0 ? 'none was sent at all' : 'it was sent once and lost',
    );
    const again = later.flat().filter((id) => first.includes(id)).length;
    const isKept = cameAgain && first.length > 0 && again === first.length && later.flat().length === again;
    this.judge(
      'FEEDBACK_KEEPS_ID',
      isKept,
      `first ${first.join(', ') || 'none'}, then ${later.flat().join(', ') || 'none'}`,
    );
  }

  private async draining(): Promise<void> {
    const { referee, client } = this;
    const resumesBefore = referee.of('inbox:resume').length;
    const triesBefore = referee.tried.length;
    const toldAt = performance.now();
    referee.emit('session:hint', { draining: true, retryAfterMs: DRAIN_MS });
    await sleep(500);
    referee.cut();
    await this.returns(triesBefore + 1);
    const afterMs = Math.round((referee.tried[triesBefore] ?? Infinity) - toldAt);
    this.judge(
      'HONOURS_DRAINING',
      afterMs >= DRAIN_MS - EARLY_MS && referee.isConnected,
      referee.isConnected ? `it came back after ${afterMs} ms, not ${DRAIN_MS}` : 'it did not come back',
    );
    await this.resumed(resumesBefore);
    // At least once on the wire, once on the screen.
    for (const offer of this.missed) referee.push(offer);
    await sleep(QUIET_MS);
    const twice = client.shownTwice;
    this.judge(
      'SHOWN_ONCE',
      twice.length === 0 && client.shown.length > 0,
      twice.length > 0 ? `${twice.join(', ')} was shown again` : 'nothing was shown',
    );
  }

  private async withdrawal(): Promise<void> {
    const { referee, client } = this;
    client.tell({ do: 'consent', status: 'withdrawn' });
    const isSet = await within(PATIENCE_MS, () => this.consentIs('withdrawn'));
    if (!isSet) this.judge('SENDS_CONSENT', false, 'no consent:set { purpose: location, status: withdrawn } came');
    const before = referee.of('position:report').length;
    for (let n = 0; n < 3; n += 1) await this.walk(1_000);
    await sleep(QUIET_MS);
    const sent = referee.of('position:report').length - before;
    this.judge('STOPS_ON_WITHDRAWAL', isSet && sent === 0, isSet ? `${sent} came` : 'the withdrawal did not come');
  }

  /** The device has moved: its system tells a new fix. */
  private async walk(metres: number): Promise<{ at: number }> {
    this.#metres += metres;
    const fix = { lat: 52.5 + this.#metres / 111_195, lng: 13.4, accuracyMetres: 5, at: Date.now() };
    this.client.tell({ do: 'fix', fix });
    await sleep(200);
    return fix;
  }

  private async returns(tries: number): Promise<void> {
    await within(RETURN_MS, () => this.referee.tried.length >= tries && this.referee.isConnected);
  }

  /** The place from which the client resumed, when it has asked more than `before` times. */
  private async resumed(before: number): Promise<number | undefined> {
    await within(PATIENCE_MS, () => this.referee.of('inbox:resume').length > before);
    return this.referee.of('inbox:resume')[before]?.payload.afterSeq as number | undefined;
  }

  private shows(deliveryId: string): Promise<boolean> {
    return within(PATIENCE_MS, () => this.client.shown.includes(deliveryId));
  }

  private consentIs(status: string): boolean {
    return this.referee
      .of('consent:set')
      .some(({ payload }) => payload.purpose === 'location' && payload.status === status);
  }

  private judge(rule: RuleName, holds: boolean, seen?: string): void {
    this.#verdict.judge(rule, holds, seen);
  }
}

function eventIdsOf(payload: Record<string, unknown>): string[] {
  return eventsIn(payload).map(({ eventId }) => String(eventId));
}
