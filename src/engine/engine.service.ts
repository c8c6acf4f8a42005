import { Inject, Injectable } from '@nestjs/common';
import tzLookup from '@photostructure/tz-lookup';
import { closeGate, isUnchanged } from '../core/context/gate.js';
import { finishDecision, prepareDecision } from '../core/decision.js';
import { blurFix, cellOf } from '../core/location/cells.js';
import { lastKnownFix } from '../core/location/trail.js';
import { concludeDecision } from '../core/outcome/conclude.js';
import { situate, type Situated } from '../core/situate.js';
import type { Decision } from '../core/types/decision.js';
import type { Fix } from '../core/types/fix.js';
import type { DecisionId } from '../core/types/ids.js';
import type { Moment } from '../core/types/moment.js';
import type { Catalog } from '../core/types/offer.js';
import { silence, type Silence } from '../core/types/reason.js';
import type { Versions } from '../core/record/decision-record.js';
import { Refused } from '../contract/errors.js';
import type { Business } from '../platform/config/business.js';
import { crashPoint } from '../platform/crash-point.js';
import { BUSINESS } from '../platform/tokens.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { DecisionRepository } from '../state/decision.repository.js';
import type { Snapshot } from '../state/snapshot.js';
import { CatalogPort } from './catalog.port.js';
import { DecisionFeed } from './decision-feed.js';
import { toInput, type DecisionOrder } from './decision-order.js';
import { EngineMetrics, type DecisionWatch } from './engine.metrics.js';
import { LearningService } from './learning.service.js';
import { PushService } from './push.service.js';
import { RemakeService, scoreIfAny, type DecisionResult } from './remake.service.js';
import { ShadowService } from './shadow.service.js';
import { hasStockInLine, StockService } from './stock.service.js';
import { TrialWatch } from './trial-watch.js';
import { Turnstile } from './turnstile.js';

/** Res 10 (edge about 66 m): moving on by a cell is worth a new decision. */
const GATE_RESOLUTION = 10;
/** Enough to keep Redis and the model busy while others are computed. */
const DECISIONS_AT_ONCE = 64;
/** Some tenths of a second of work at full speed. Who comes on top is told at once to come later. */
const DECISIONS_WAITING = 1_024;
/** While Redis is slow the line hardly moves: a position that waited longer than this is of yesterday. */
const LONGEST_WAIT_MS = 1_000;

/** What came of a position report: a decision, or the reason why none was made. */
export interface ReportResult {
  readonly accepted: number;
  readonly moment?: Moment;
  readonly made?: DecisionResult;
  readonly silence?: Silence;
  /** Where the customer was seen last, as exact as they allow; nothing when the fix is of no use. */
  readonly seen?: Fix;
}

/** The shell round the pure core: reads, lets the core decide, and puts the decision into force. */
@Injectable()
export class EngineService {
  readonly #turnstile = new Turnstile(DECISIONS_AT_ONCE, DECISIONS_WAITING, LONGEST_WAIT_MS);

  constructor(
    @Inject(BUSINESS) private readonly business: Business,
    private readonly customers: CustomerRepository,
    private readonly decisions: DecisionRepository,
    private readonly scoring: ScoringService,
    private readonly catalogs: CatalogPort,
    private readonly remakes: RemakeService,
    private readonly pushes: PushService,
    private readonly stock: StockService,
    private readonly learning: LearningService,
    private readonly metrics: EngineMetrics,
    private readonly feed: DecisionFeed,
    private readonly trials: TrialWatch,
    private readonly shadows: ShadowService,
  ) {}

  /** A decision that somebody asked for. Who gives no position is where the trail last saw them, if that was just now. */
  decide(order: DecisionOrder): Promise<DecisionResult> {
    const watch = this.metrics.startWatch();
    return this.#turnstile.pass(() => this.decideNow(order, watch));
  }

  /** A position report: decided only if it can change anything; counted otherwise. */
  decideOnReport(order: DecisionOrder): Promise<ReportResult> {
    const watch = this.metrics.startWatch();
    return this.#turnstile.pass(() => this.takeReport(order, watch));
  }

  private async decideNow(order: DecisionOrder, watch: DecisionWatch): Promise<DecisionResult> {
    const known = order.decisionId && (await this.tellAgain(order, order.decisionId));
    if (known) return known;
    watch.begin();
    const { snapshot, catalog } = await this.read(order);
    watch.lap('read');
    const lastKnown = order.fixes.length > 0 ? undefined : lastKnownFix(snapshot.trail.points, order.now);
    const situated = this.situate(lastKnown ? { ...order, fixes: [lastKnown] } : order, snapshot, catalog);
    watch.lap('situate');
    return this.make(order, snapshot, catalog, situated, watch);
  }

  private async takeReport(order: DecisionOrder, watch: DecisionWatch): Promise<ReportResult> {
    watch.begin();
    if (this.feed.isOpen) this.feed.reported(order.owner);
    const { snapshot, catalog } = await this.read(order);
    watch.lap('read');
    if (!snapshot.consents.location) {
      this.metrics.stayedSilent('CONSENT_MISSING');
      if (this.feed.isOpen) this.feed.stayedSilent(order, undefined, 'CONSENT_MISSING', watch.elapsedMs);
      return { accepted: 0, silence: silence('CONSENT_MISSING') };
    }
    const situated = this.situate(order, snapshot, catalog);
    watch.lap('situate');
    const { accepted, fault, situation } = situated;
    const { locationClass } = snapshot.consents;
    const last = seenFixes(order, snapshot).at(-1)!;
    const seen = fault ? undefined : last;
    const keepTrail = (kept: Situated, reason: Silence) =>
      this.keepTrail(order, kept, locationClass, reason, seen, watch);
    if (fault) return keepTrail(situated, silence(fault));
    if (!snapshot.consents.marketing) return keepTrail(situated, silence('CONSENT_MISSING'));
    if (situation.sensitivePlace) return keepTrail(situated, silence('SENSITIVE_PLACE'));
    if (situation.sightings.length === 0) return keepTrail(situated, silence('NO_OFFER_NEARBY'));

    const cell = cellOf(last, GATE_RESOLUTION);
    const revision = [snapshot.revision, catalog.version, ...this.catalogs.stops(order.owner.tenant)].join(' ');
    const { gate } = snapshot.trail;
    if (isUnchanged(gate, situation, cell, revision, order.now, this.business.policy.gate.maxAgeMs)) {
      return keepTrail(situated, silence(gate!.silence as Silence['code']));
    }
    const made = await this.make(order, snapshot, catalog, situated, watch, (decision) =>
      // What was sold out may be given back at any moment: that is no reason to stay silent for a while.
      decision.silence && !decision.input.shortages
        ? closeGate(situation, cell, revision, order.now, decision.silence.code)
        : undefined,
    );
    return { accepted, moment: situation.moment, made, silence: made.outcome.silence, seen };
  }

  private async read({ owner, now, touchpoint }: DecisionOrder): Promise<{ snapshot: Snapshot; catalog: Catalog }> {
    const channel = this.business.touchpoints[touchpoint]!.channel;
    const [snapshot, catalog] = await Promise.all([
      this.customers.load(owner, now, channel),
      this.catalogs.current(owner.tenant),
    ]);
    return { snapshot, catalog };
  }

  private situate(order: DecisionOrder, snapshot: Snapshot, catalog: Catalog): Situated & { timeZone?: string } {
    const { profile, trail } = snapshot;
    const fixes = seenFixes(order, snapshot);
    const last = fixes.at(-1);
    const timeZone = snapshot.timeZone ?? (last && tzLookup(last.lat, last.lng));
    const { policy } = this.business;
    return situate({ fixes, now: order.now, trail, affinity: profile.affinity, timeZone, catalog, policy });
  }

  /** The six lines: everything between reading and pushing. */
  private async make(
    order: DecisionOrder,
    snapshot: Snapshot,
    catalog: Catalog,
    { situation, trail }: Situated,
    watch: DecisionWatch,
    gateOf: (decision: Decision) => ReturnType<typeof closeGate> | undefined = () => undefined,
  ): Promise<DecisionResult> {
    const lane = this.scoring.laneOf(order.owner.tenant, order.owner.customer);
    const { scorer } = lane;
    const { policy, touchpoints } = this.business;
    const { channel, outbound } = touchpoints[order.touchpoint]!;
    const stops = this.catalogs.stops(order.owner.tenant);
    // Who asks with a key may ask again after a crash, and hold a lease of the last one from before it.
    const mayHoldLease = order.decisionId !== undefined;
    const shortages = mayHoldLease
      ? undefined
      : this.stock.knownShortages(order.owner.tenant, catalog, situation.sightings);
    const input = toInput(order, outbound, snapshot, situation, shortages, stops);

    const prepared = prepareDecision(input, catalog, policy, scorer.encoder);
    watch.lap('prepare');
    const scores = await scoreIfAny(prepared, scorer);
    watch.lap('score');
    const decision = finishDecision(prepared, scores, scorer.priors, this.learning.about(prepared, scores, scorer));
    watch.lap('finish');
    const versions: Versions = { catalog: catalog.version, policy: policy.version, model: scorer.version };
    const keptTrail =
      snapshot.consents.location && order.fixes.length > 0
        ? { points: trail.points, zones: trail.zones, suspect: trail.suspect, gate: gateOf(decision) }
        : undefined;
    const reservation = hasStockInLine(decision) ? await this.stock.reserve(decision) : undefined;
    const outgoing = order.isPushed ? this.pushes.prepare(decision, reservation) : undefined;
    crashPoint('before-commit');
    const commit = await this.decisions.commit({
      decision,
      versions,
      channel,
      seen: snapshot.seen,
      trail: keptTrail,
      outgoing,
      reservation,
    });
    crashPoint('after-commit');
    // Another process has put the same order into force in between: its decision is the one.
    const told = commit ? undefined : (await this.tellAgain(order, input.decisionId))!;
    const outcome = told?.outcome ?? concludeDecision(decision, commit!);
    if (reservation) await this.stock.returnUngranted(decision, reservation, outcome);
    if (told) return told;
    watch.lap('commit');
    watch.end();
    this.metrics.decided(decision, outcome);
    this.trials.decided(lane, scores, decision, outcome);
    this.shadows.compare(prepared, decision, scorer.encoder);
    if (this.feed.isOpen) this.feed.decided(decision, outcome, watch.elapsedMs);
    const isSent = order.isPushed && outcome.grants.length > 0;
    const push = isSent ? await this.pushes.settle(decision, outcome, outgoing) : undefined;
    return { decisionId: input.decisionId, decision, outcome, push };
  }

  /** @throws Refused IDEMPOTENCY_MISMATCH when the key was used for another question; CONFLICT when it cannot be told again. */
  private async tellAgain(order: DecisionOrder, decisionId: DecisionId): Promise<DecisionResult | undefined> {
    const stored = await this.decisions.loadOf(order.owner, decisionId);
    if (!stored) return undefined;
    const { touchpoint, placements, limit } = stored.record.input;
    const isSame =
      touchpoint === order.touchpoint && limit === order.limit && placements.join() === order.placements.join();
    if (!isSame) throw new Refused('IDEMPOTENCY_MISMATCH');
    const remade = await this.remakes.remake(stored);
    if (typeof remade === 'string')
      throw new Refused('CONFLICT', `This was decided before and cannot be told again: ${remade}`);
    return remade;
  }

  private async keepTrail(
    order: DecisionOrder,
    { accepted, situation, trail }: Situated,
    dataClass: Snapshot['consents']['locationClass'],
    reason: Silence,
    seen: Fix | undefined,
    watch: DecisionWatch,
  ): Promise<ReportResult> {
    if (accepted > 0 || trail.suspect) await this.customers.appendTrail(order.owner, trail, dataClass);
    this.metrics.stayedSilent(reason.code);
    if (this.feed.isOpen) this.feed.stayedSilent(order, situation, reason.code, watch.elapsedMs);
    return { accepted, moment: situation.moment, silence: reason, seen };
  }
}

/** The positions as exact as the customer allows, before anything looks at them. */
function seenFixes({ fixes }: DecisionOrder, { consents }: Snapshot): readonly Fix[] {
  if (!consents.location) return [];
  return consents.locationClass === 'coarse' ? fixes.map(blurFix) : fixes;
}
