import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientProcess } from './client-process.js';
import { isRateLimit, type Given, type Relay } from './relay.js';
import { ENGINE_RULES, type Judged } from './rules.js';
import type { RunningEngine } from './running-engine.js';
import { CONNECT_MS, PATIENCE_MS, QUIET_MS, RETURN_MS } from './trial.js';
import { Verdict } from './verdict.js';
import { within } from './within.js';

/** Location comes last: positions may go as soon as it is granted, and then the others are to be there. */
const PURPOSES = ['marketing', 'profiling', 'location'] as const;
/** How long the client walks about, should no offer come. */
const WALK_MS = 20_000;
const STEP_MS = 500;
const STEPS_A_WAY = 40;
const WALKING_MPS = 1.4;
const METRES_A_DEGREE = 111_195;
/** The ledger is asked over HTTP, which has limits of its own. */
const LEDGER_MS = 250;

/** Walks one client through a visit to a place with offers, with an engine that runs, and judges what comes of it. */
export class Meeting {
  readonly #verdict = new Verdict();
  #steps = 0;

  constructor(
    private readonly relay: Relay,
    private readonly client: ClientProcess,
    private readonly engine: RunningEngine,
  ) {}

  /** @throws Error when the engine goes away in the middle: nothing can be said of the client then */
  async run(): Promise<Judged[]> {
    if (await this.isLetIn()) {
      await this.grant();
      await this.walkToAnOffer();
      await this.cut();
      await this.comeAgain();
      await this.withdraw();
      await this.judgeOffers();
      this.judgeMessages();
    }
    if (this.relay.lost) throw new Error(`The engine at ${this.engine.url} went away: ${this.relay.lost}`);
    const reason = this.client.ended ? `not reached: the client ${this.client.ended}` : 'not reached';
    return this.#verdict.lines(ENGINE_RULES, reason);
  }

  private async isLetIn(): Promise<boolean> {
    const { relay, client } = this;
    const isShut = () => ['UNAUTHENTICATED', 'FORBIDDEN'].includes(relay.lastRefusedEntry ?? '');
    await within(CONNECT_MS, () => relay.isConnected || (client.ended ?? relay.lost) !== undefined || isShut());
    const refusal = relay.lastRefusedEntry && `the engine refused it: ${relay.lastRefusedEntry}`;
    const seen = client.ended ?? refusal ?? `it did not connect within ${CONNECT_MS / 1000} s`;
    this.#verdict.judge('ENGINE_TAKES_TOKEN', relay.isConnected, seen);
    return relay.isConnected;
  }

  private async grant(): Promise<void> {
    for (const purpose of PURPOSES) this.client.tell({ do: 'consent', status: 'granted', purpose });
    await this.ledgerHas('granted');
  }

  /** To and fro along a street, as a customer who passes by. */
  private async walkToAnOffer(): Promise<void> {
    const { relay, client } = this;
    const isThere = () => relay.given.some((given) => isDue(relay, given)) || client.ended !== undefined;
    const untilMs = performance.now() + WALK_MS;
    while (!isThere() && performance.now() < untilMs) {
      this.step();
      await within(STEP_MS, isThere);
    }
    await this.offersSettled();
    const [deliveryId] = client.shown;
    if (deliveryId === undefined) return;
    const before = relay.of('feedback:report').length;
    client.tell({ do: 'seen', deliveryId });
    await within(PATIENCE_MS, () => relay.of('feedback:report').length > before);
    // What became of it is to be known before the line breaks.
    await sleep(QUIET_MS);
  }

  private step(): void {
    const { lat, lng } = this.engine.place;
    const onTheWay = this.#steps % (2 * STEPS_A_WAY);
    const isAway = onTheWay < STEPS_A_WAY;
    const metres = (isAway ? onTheWay : 2 * STEPS_A_WAY - onTheWay) * WALKING_MPS * (STEP_MS / 1000);
    this.#steps += 1;
    const fix = {
      lat: lat + metres / METRES_A_DEGREE,
      lng,
      accuracyMetres: 8,
      at: Date.now(),
      speedMps: WALKING_MPS,
      headingDeg: isAway ? 0 : 180,
      activity: 'walking' as const,
    };
    this.client.tell({ do: 'fix', fix });
  }

  private async cut(): Promise<void> {
    const { relay, client } = this;
    const [triesBefore, resumesBefore] = [relay.tried.length, relay.of('inbox:resume').length];
    const [known, highest] = [relay.highestKnownSeq, relay.highestSeq];
    relay.cut();
    const isBack = () => relay.tried.length > triesBefore && relay.isConnected;
    await within(RETURN_MS, () => isBack() || client.ended !== undefined);
    if (!isBack()) return this.#verdict.judge('ENGINE_RESUMES', false, client.ended ?? 'it did not come back');
    await within(PATIENCE_MS, () => relay.of('inbox:resume').length > resumesBefore);
    const afterSeq = relay.of('inbox:resume')[resumesBefore]?.payload.afterSeq;
    // What was pushed in the moment of the cut may have come, or not.
    const isRight = typeof afterSeq === 'number' && afterSeq >= known && afterSeq <= highest;
    const asked = afterSeq === undefined ? 'not asked' : JSON.stringify(afterSeq);
    this.#verdict.judge('ENGINE_RESUMES', isRight, `afterSeq was ${asked}, not ${known}`);
  }

  private async comeAgain(): Promise<void> {
    const last = this.relay.given.filter((given) => isDue(this.relay, given)).at(-1);
    if (last) this.relay.pushAgain(last);
    await sleep(QUIET_MS);
  }

  private async withdraw(): Promise<void> {
    for (const purpose of PURPOSES) this.client.tell({ do: 'consent', status: 'withdrawn', purpose });
    await this.ledgerHas('withdrawn');
  }

  /** A client may leave purposes aside that it does not know, but not location. */
  private async ledgerHas(wanted: 'granted' | 'withdrawn'): Promise<void> {
    const sent = this.relay.of('consent:set');
    let differing: string | undefined;
    const isThere = async () => {
      const ledger = await this.engine.readConsents();
      const isOurs = (name: string) => name === 'location' || sent.some(({ payload }) => payload.purpose === name);
      const other = PURPOSES.filter(isOurs).find((purpose) => ledger.get(purpose) !== wanted);
      differing = other && `the customer has ${wanted} ${other}, and the engine has ${ledger.get(other) ?? 'nothing'}`;
      return differing === undefined;
    };
    this.#verdict.judge('ENGINE_CONSENT_HOLDS', await within(PATIENCE_MS, isThere, LEDGER_MS), differing);
  }

  private async judgeOffers(): Promise<void> {
    const { relay, client } = this;
    await this.offersSettled();
    if (relay.given.length === 0) {
      const why = relay.lastSilence ? `; the engine said ${relay.lastSilence}` : '';
      const remark = `none came in ${WALK_MS / 1000} s${why}`;
      for (const rule of ['ENGINE_OFFERS_SHOWN', 'ENGINE_OFFERS_ACKED', 'ENGINE_OFFERS_ONCE'] as const)
        this.#verdict.remark(rule, remark);
      return;
    }
    const [unshown, unacked, twice] = [this.unshown(), this.unacked(), client.shownTwice];
    this.#verdict.judge('ENGINE_OFFERS_SHOWN', unshown.length === 0, `${namesOf(unshown)} was not shown`);
    this.#verdict.judge('ENGINE_OFFERS_ACKED', unacked.length === 0, `${namesOf(unacked)} had no ack`);
    this.#verdict.judge('ENGINE_OFFERS_ONCE', twice.length === 0, `${twice.join(', ')} was shown again`);
  }

  private judgeMessages(): void {
    const { faults, refusals } = this.relay;
    this.#verdict.judge('ENGINE_VALID_MESSAGES', faults.length === 0, faults[0]);
    const refusal = refusals.find((one) => !isRateLimit(one));
    const seen = refusal && `${refusal.event}: ${refusal.code}, ${refusal.message}`;
    this.#verdict.judge('ENGINE_TAKES_MESSAGES', refusal === undefined, seen);
  }

  private offersSettled(): Promise<boolean> {
    return within(PATIENCE_MS, () => this.unshown().length === 0 && this.unacked().length === 0);
  }

  private unshown(): Given[] {
    return this.relay.given.filter(
      (given) => isDue(this.relay, given) && !this.client.shown.includes(given.offer.deliveryId),
    );
  }

  private unacked(): Given[] {
    return this.relay.given.filter(({ isPushed, isAcked, isCut }) => isPushed && !isAcked && !isCut);
  }
}

/** Whether an offer was to be shown: one that is over or taken back when it comes is not. */
function isDue({ retracted }: Relay, { offer, atMs }: Given): boolean {
  const agoMs = performance.now() - atMs;
  return Date.parse(offer.expiresAt) > Date.now() - agoMs && !retracted.has(offer.deliveryId);
}

function namesOf(given: readonly Given[]): string {
  return given.map(({ offer }) => offer.deliveryId).join(', ');
}
