import { Inject, Injectable } from '@nestjs/common';
import { armField, type ArmField } from '../core/rollout/trial-fields.js';
import type { Decision, Outcome, Scores } from '../core/types/decision.js';
import type { Owner, TenantId } from '../core/types/ids.js';
import type { Business } from '../platform/config/business.js';
import type { Logger } from '../platform/log.js';
import { BUSINESS, LOG } from '../platform/tokens.js';
import { ScoringService, type Lane, type Trial } from '../scoring/scoring.service.js';
import { TrialRepository } from '../state/trial.repository.js';
import { RecentTimes } from './recent-times.js';
import { TrialSums } from './trial-sums.js';

/** Counts what champions and challengers do, as long as there is a challenger. */
@Injectable()
export class TrialWatch {
  /** Of champions that have a challenger: by tenant. */
  readonly #championTimes = new Map<TenantId, RecentTimes>();

  constructor(
    private readonly trials: TrialRepository,
    private readonly sums: TrialSums,
    private readonly scoring: ScoringService,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** A decision of somebody whose lane is tried. */
  decided(lane: Lane, scores: Scores | undefined, { input, scored }: Decision, outcome: Outcome): void {
    if (lane.trials.length === 0) return;
    const { tenant } = input.owner;
    if (scores && lane.isChallenger) this.countRun(tenant, lane.trials[0]!, scores, scored);
    if (scores && !lane.isChallenger) this.countChampion(tenant, lane, scores);
    for (const { choice } of outcome.grants) {
      const { propensity, propensitySource } = choice.scored;
      // What no model has promised, none is held to.
      if (propensitySource !== 'model') continue;
      for (const trial of lane.trials) {
        this.addOf(tenant, trial, lane, 'granted', 1);
        this.addOf(tenant, trial, lane, 'expected', propensity);
      }
    }
  }

  /** @param decidedAt of the decision that it answers. */
  async accepted(owner: Owner, decidedAt: number): Promise<void> {
    const lane = this.scoring.laneOf(owner.tenant, owner.customer);
    for (const trial of lane.trials) {
      if (decidedAt < trial.since) continue;
      this.addOf(owner.tenant, trial, lane, 'accepts', 1);
      await this.countOnce(owner, trial, lane, 'accepts', 'firstAccepts');
    }
  }

  /** Wants no more of it: a consent was withdrawn, or an offer turned down for good. */
  async optedOut(owner: Owner): Promise<void> {
    const lane = this.scoring.laneOf(owner.tenant, owner.customer);
    for (const trial of lane.trials) await this.countOnce(owner, trial, lane, 'opt-outs', 'firstOptOuts');
  }

  private countRun(tenant: TenantId, { trial }: Trial, scores: Scores, scored: Decision['scored']): void {
    this.sums.add(tenant, trial, 'runs', 1);
    if (scores.source === 'fallback') this.sums.add(tenant, trial, 'faults', 1);
    if (scored.some(({ propensitySource }) => propensitySource === 'guarded'))
      this.sums.add(tenant, trial, 'badScores', 1);
    // One that failed has been counted for that.
    if (scores.tookMs !== undefined) this.countTime(tenant, trial, scores.tookMs);
  }

  private countChampion(tenant: TenantId, { trials }: Lane, { source, tookMs }: Scores): void {
    const times = this.timesOf(tenant);
    const isTail = tookMs !== undefined && this.isSlow(tookMs) && tookMs > (times.p99() ?? Infinity);
    if (tookMs !== undefined) times.add(tookMs);
    for (const { trial } of trials) {
      this.sums.add(tenant, trial, 'championRuns', 1);
      if (source === 'fallback') this.sums.add(tenant, trial, 'championFaults', 1);
      if (isTail) this.sums.add(tenant, trial, 'championTail', 1);
    }
  }

  private countTime(tenant: TenantId, trial: string, tookMs: number): void {
    const times = this.timesOf(tenant);
    if (!this.isSlow(tookMs)) return;
    if (tookMs > (times.p99() ?? Infinity)) this.sums.add(tenant, trial, 'tail', 1);
    if (tookMs > 2 * (times.last ?? Infinity)) this.sums.add(tenant, trial, 'slower', 1);
  }

  private isSlow(tookMs: number): boolean {
    return tookMs > this.business.release.guardrails.fastMs;
  }

  private async countOnce(
    owner: Owner,
    { trial, share }: Trial,
    lane: Lane,
    what: 'accepts' | 'opt-outs',
    field: ArmField,
  ): Promise<void> {
    await this.trials.countOnce(owner, trial, what, armField(field, share, armOf(lane))).catch(() => {
      // What is missing here is missing of both arms alike.
      this.log.debug({ trial }, 'an event could not be counted for a trial');
    });
  }

  private timesOf(tenant: TenantId): RecentTimes {
    let times = this.#championTimes.get(tenant);
    if (!times) this.#championTimes.set(tenant, (times = new RecentTimes()));
    return times;
  }

  private addOf(tenant: TenantId, { trial, share }: Trial, lane: Lane, field: ArmField, amount: number): void {
    this.sums.add(tenant, trial, armField(field, share, armOf(lane)), amount);
  }
}

function armOf({ isChallenger }: Lane): 'champion' | 'challenger' {
  return isChallenger ? 'challenger' : 'champion';
}
