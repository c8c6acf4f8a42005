// One simulated customer with a phone: reports where it is when the engine wants to know, and answers to offers.
import type { OfferPush } from '../contract/decision.js';
import type { Fix, PositionAck } from '../contract/position.js';
import { nearestStation } from './city.js';
import { Gps } from './gps.js';
import type { Leg } from './journey.js';
import type { PersonalDay } from './personal-day.js';
import { PURPOSES, type Person } from './person.js';
import type { Phone } from './phone.js';
import { Responder } from './respond.js';
import { weatherAt } from './weather.js';
import type { World } from './world.js';

/** Names the words that the customer was shown when asked. */
const CONSENT_TEXT = 'demo-1';
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
const RETRY_MS = 30_000;
/** The engine forgets the weather of two hours ago. */
const CONTEXT_EVERY_MS = 60 * 60_000;
/** Nobody starts an app at the very same time as everybody else. */
const FIRST_REPORTS_MS = 120_000;
/** What a phone has gathered when its app starts: a fix now and then of the last minutes. */
const GATHERED = { fixes: 20, everyMs: 20_000 };

interface Report {
  readonly atMs: number;
  readonly sentAt: number;
  push?: { readonly push: OfferPush; readonly arrivedAt: number };
  ack?: PositionAck;
}

export class Reporter {
  private readonly gps: Gps;
  private readonly responder: Responder;
  private last: Report | undefined;
  private context = { text: '', atMs: 0 };

  constructor(
    private readonly person: Person,
    private readonly phone: Phone,
    private readonly day: PersonalDay,
    private readonly world: World,
  ) {
    this.gps = new Gps(person.random.fork(2), person.plainPhone);
    this.responder = new Responder(person, phone, day, world);
    phone.onPush = (push) => this.receive(push);
    phone.onConnection = (change) => world.observer.connected(change);
  }

  /** Connects, and tells what the customer agreed to: consent has no default. */
  async start(): Promise<void> {
    await this.phone.connect();
    for (const purpose of PURPOSES) {
      const refusal = this.person.refusal?.purpose === purpose ? this.person.refusal.how : undefined;
      if (refusal === 'never-granted') continue;
      await this.phone.send('consent:set', { purpose, status: refusal ?? 'granted', textVersion: CONSENT_TEXT });
    }
    this.plan(this.world.pace.nowMs + Math.round(this.person.random.fork(3).between(0, FIRST_REPORTS_MS)));
  }

  stop(): void {
    this.phone.close();
  }

  private plan(atMs: number): void {
    this.world.pace.agenda.add(atMs, () => void this.world.pace.hold(this.report(atMs)));
  }

  private async report(atMs: number): Promise<void> {
    const truth = this.day.whereAt(atMs);
    // A phone on the night table does not move and does not report.
    if (truth.leg.kind === 'sleep') return this.plan(this.day.wakesAt(atMs));
    if (!this.phone.isConnected) return this.plan(atMs + RETRY_MS);
    try {
      await this.reportContext(atMs, truth.leg);
      const message = this.last ? this.gps.fixAt(truth, atMs) : { fixes: this.gather(atMs) };
      const report: Report = (this.last = { atMs, sentAt: performance.now() });
      const ack = await this.phone.send<PositionAck>('position:report', message);
      this.settle(report, ack);
      this.plan(atMs + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, ack.nextReport.afterMs)));
    } catch (error) {
      this.world.observer.failed((error as Error).message);
      this.plan(atMs + RETRY_MS);
    }
  }

  private gather(atMs: number): Fix[] {
    const times = Array.from({ length: GATHERED.fixes }, (_, ago) => atMs - ago * GATHERED.everyMs).reverse();
    return times.map((time) => this.gps.fixAt(this.day.whereAt(time), time));
  }

  /** Weather and company, when they have changed or may be forgotten. */
  private async reportContext(atMs: number, { companion }: Leg): Promise<void> {
    const values = { ...weatherAt(atMs, this.world.seed), companion };
    const text = JSON.stringify(values);
    if (text === this.context.text && atMs - this.context.atMs < CONTEXT_EVERY_MS) return;
    await this.phone.send('context:report', { at: atMs, values });
    this.context = { text, atMs };
  }

  /** The push may overtake the ack or come after it; both are needed to tell the whole story. */
  private settle(report: Report, ack: PositionAck): void {
    report.ack = ack;
    this.world.observer.answered(ack, (report.push?.arrivedAt ?? performance.now()) - report.sentAt);
    if (report.push) this.show(report, report.push.push, report.push.arrivedAt);
  }

  private receive(push: OfferPush): void {
    const arrivedAt = performance.now();
    const report = this.last;
    if (!report) return;
    if (report.ack) this.show(report, push, arrivedAt);
    else report.push = { push, arrivedAt };
  }

  private show(report: Report, push: OfferPush, arrivedAt: number): void {
    const { point } = this.day.whereAt(report.atMs);
    this.world.observer.offered({
      atMs: report.atMs,
      customer: this.person.id,
      stationName: nearestStation(this.world.city.stations, point).name,
      push,
      moment: report.ack?.moment,
      latencyMs: arrivedAt - report.sentAt,
    });
    this.responder.respond(push, report.atMs);
  }
}
