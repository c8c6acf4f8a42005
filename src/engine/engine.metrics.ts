import { Inject, Injectable } from '@nestjs/common';
import type { Decision, Outcome, PropensitySource } from '../core/types/decision.js';
import type { TenantId } from '../core/types/ids.js';
import { REASONS, type ReasonCode } from '../core/types/reason.js';
import { BUILD_VERSION } from '../platform/build-version.js';
import type { Business } from '../platform/config/business.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';
import type { Timing } from '../platform/metrics/timing.js';
import { BUSINESS } from '../platform/tokens.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { CatalogPort } from './catalog.port.js';

/** The parts of the time that a decision takes, in their order; `total` begins when the order has come in. */
export const TIMED_STAGES = ['read', 'situate', 'prepare', 'score', 'finish', 'commit', 'total'] as const;
export type TimedStage = (typeof TIMED_STAGES)[number];

const OUTCOMES = ['push', 'answer', 'silence'] as const;
const REASON_CODES = Object.keys(REASONS) as ReasonCode[];
const SOURCES: readonly PropensitySource[] = ['model', 'fallback', 'guarded', 'prior'];

/** What the engine counts of its decisions. */
@Injectable()
export class EngineMetrics {
  readonly #stages: Record<TimedStage, Timing>;
  readonly #outcomes: Record<(typeof OUTCOMES)[number], Tally>;
  readonly #silences: Record<ReasonCode, Tally>;
  readonly #sources: Record<PropensitySource, Tally>;
  readonly #coalesced: Tally;

  constructor(
    metrics: Metrics,
    scoring: ScoringService,
    private readonly catalogs: CatalogPort,
    @Inject(BUSINESS) business: Business,
  ) {
    this.#stages = metrics.timings(
      'proxima_decision_duration_seconds',
      'Time of a decision by stage; total counts from when the order came in, with its wait for a free place',
      ['stage', TIMED_STAGES],
    );
    this.#outcomes = metrics.tallies(
      'proxima_decisions_total',
      'Decisions made: push is an offer sent by itself, answer one that was asked for',
      ['outcome', OUTCOMES],
    );
    this.#silences = metrics.tallies(
      'proxima_silences_total',
      'Silences by reason, of decisions and of reports that needed none',
      ['reason', REASON_CODES],
    );
    this.#sources = metrics.tallies('proxima_scores_total', 'Scored candidates by where the propensity came from', [
      'source',
      SOURCES,
    ]);
    this.#coalesced = metrics.tally(
      'proxima_reports_coalesced_total',
      'Position reports that gave way to a newer one of the same customer',
    );
    this.tellVersions(metrics, scoring, business);
  }

  startWatch(): DecisionWatch {
    return new DecisionWatch(this.#stages);
  }

  decided({ input, scored }: Decision, { grants, silence }: Outcome): void {
    for (let i = 0; i < scored.length; i += 1) this.#sources[scored[i]!.propensitySource].value += 1;
    this.#outcomes[grants.length === 0 ? 'silence' : input.outbound ? 'push' : 'answer'].value += 1;
    if (silence) this.#silences[silence.code].value += 1;
  }

  /** A report that ended in silence without a decision. */
  stayedSilent(code: ReasonCode): void {
    this.#silences[code].value += 1;
  }

  coalesced(): void {
    this.#coalesced.add();
    this.#silences.COALESCED.add();
  }

  /** One series a process: a new version takes the place of the old one. */
  private tellVersions(metrics: Metrics, scoring: ScoringService, { policy }: Business): void {
    metrics.fact(
      'proxima_engine_info',
      'What is running: always 1, the versions are in the labels',
      ['version', 'node', 'model', 'policy', 'catalog'],
      async () => ({
        version: BUILD_VERSION,
        node: process.versions.node,
        model: scoring.isReady ? scoring.champion('default').version : '',
        policy: policy.version,
        catalog: await this.catalogs.current('default' as TenantId).then(
          ({ version }) => version,
          () => '',
        ),
      }),
    );
  }
}

/** Stops the time of one decision. */
export class DecisionWatch {
  readonly #startedMs = performance.now();
  #lapMs = this.#startedMs;

  constructor(private readonly stages: Record<TimedStage, Timing>) {}

  /** What was before belongs to no stage. */
  begin(): void {
    this.#lapMs = performance.now();
  }

  /** The stage that has just ended. */
  lap(stage: TimedStage): void {
    const nowMs = performance.now();
    this.stages[stage].add(nowMs - this.#lapMs);
    this.#lapMs = nowMs;
  }

  end(): void {
    this.stages.total.add(this.elapsedMs);
  }

  /** Since the order came in. */
  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }
}
