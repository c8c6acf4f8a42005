import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { DecisionSample, FeedbackSample, FiguresTick } from '../contract/console.js';
import type { TenantId } from '../core/types/ids.js';
import { DecisionFeed } from '../engine/decision-feed.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { CLOCK, LOG } from '../platform/tokens.js';
import { WatchChannel } from '../state/watch-channel.js';
import { CustomerNames } from './customer-names.js';
import { addUpFigures, type FiguresPart } from './figures.js';
import { Outbox } from './outbox.js';
import { toDecisionSample, toFeedbackSample } from './samples.js';

const BATCH_MS = 250;
const BATCHES_A_TICK = 4;

/** What one process tells the others: samples several times a second, its figures once. */
interface Told {
  readonly decisions: readonly DecisionSample[];
  readonly feedback: readonly FeedbackSample[];
  readonly figures?: FiguresPart;
}

/** The way to the watchers, and what they ask of this process. */
export interface Screen {
  showDecisions(tenant: TenantId, samples: readonly DecisionSample[]): void;
  showFeedback(tenant: TenantId, samples: readonly FeedbackSample[]): void;
  showFigures(tenant: TenantId, figures: FiguresTick): void;
  /** Phones and tills of the tenant that are connected to this process. */
  countSockets(tenant: TenantId): number;
}

/**
 * Brings what happens on every engine process to every watcher, wherever either is. Each process tells its own
 * watchers directly, and the others over a channel of Redis, so that one process alone needs no Redis for it. While
 * nobody watches, a process asks once a second whether somebody does, and gathers nothing.
 */
@Injectable()
export class WatchService implements OnModuleInit, OnApplicationShutdown {
  readonly #process = randomBytes(8).toString('hex');
  readonly #names = new CustomerNames();
  /** Tenants with a watcher here. */
  readonly #outboxes = new Map<TenantId, Outbox>();
  readonly #watchers = new Map<TenantId, number>();
  #watchedAnywhere: readonly TenantId[] = [];
  #screen?: Screen;
  #timer?: NodeJS.Timeout;
  #batch = 0;

  constructor(
    private readonly feed: DecisionFeed,
    private readonly channel: WatchChannel,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => this.turn(), BATCH_MS);
    this.#timer.unref();
  }

  attach(screen: Screen): void {
    this.#screen = screen;
  }

  /** A watcher has come. */
  enter(tenant: TenantId): void {
    this.#watchers.set(tenant, (this.#watchers.get(tenant) ?? 0) + 1);
    if (this.#outboxes.has(tenant)) return;
    this.#outboxes.set(tenant, new Outbox());
    this.watchersChanged();
  }

  leave(tenant: TenantId): void {
    const left = this.#watchers.get(tenant)! - 1;
    this.#watchers.set(tenant, left);
    if (left > 0) return;
    this.#watchers.delete(tenant);
    this.#outboxes.delete(tenant);
    this.watchersChanged();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  private watchersChanged(): void {
    this.openFeed();
    this.channel.listen(new Set(this.#outboxes.keys()), (tenant, text) => this.hear(tenant, text)).catch(this.onFault);
  }

  private openFeed(): void {
    this.feed.watch(new Set([...this.#outboxes.keys(), ...this.#watchedAnywhere]));
  }

  /** Four times a second. */
  private turn(): void {
    this.#batch += 1;
    const isTick = this.#batch % BATCHES_A_TICK === 0;
    if (isTick) this.lookForWatchers();
    for (const [tenant, feed] of this.feed.feeds()) {
      const { decisions, feedback } = feed.takeSeen();
      const figures = isTick ? { ...feed.takeCounted(), sockets: this.#screen!.countSockets(tenant) } : undefined;
      if (decisions.length + feedback.length === 0 && !figures) continue;
      this.tell(tenant, {
        decisions: decisions.map((seen) => toDecisionSample(seen, this.#names)),
        feedback: feedback.map((seen) => toFeedbackSample(seen, this.#names)),
        figures,
      });
    }
    for (const [tenant, outbox] of this.#outboxes) this.show(tenant, outbox, isTick);
  }

  private lookForWatchers(): void {
    this.channel.watchedTenants().then(
      (tenants) => {
        this.#watchedAnywhere = tenants;
        this.openFeed();
      },
      // Whoever cannot be told of anything watches nothing.
      (error: Error) => {
        this.#watchedAnywhere = [];
        this.openFeed();
        this.onFault(error);
      },
    );
  }

  /** To the watchers here, and to whoever listens elsewhere. */
  private tell(tenant: TenantId, told: Told): void {
    this.take(tenant, this.#process, told);
    if (!this.#watchedAnywhere.includes(tenant)) return;
    this.channel.publish(tenant, `${this.#process} ${JSON.stringify(told)}`).catch(this.onFault);
  }

  private hear(tenant: TenantId, text: string): void {
    const process = text.slice(0, this.#process.length);
    // Told already, without a detour.
    if (process === this.#process) return;
    try {
      this.take(tenant, process, JSON.parse(text.slice(process.length + 1)) as Told);
    } catch (error) {
      this.onFault(error as Error);
    }
  }

  private take(tenant: TenantId, process: string, { decisions, feedback, figures }: Told): void {
    const outbox = this.#outboxes.get(tenant);
    if (!outbox) return;
    outbox.addDecisions(decisions);
    outbox.addFeedback(feedback);
    if (figures) outbox.figures.add(process, figures);
  }

  private show(tenant: TenantId, outbox: Outbox, isTick: boolean): void {
    const { decisions, feedback } = outbox.takeSamples();
    if (decisions.length > 0) this.#screen!.showDecisions(tenant, decisions);
    if (feedback.length > 0) this.#screen!.showFeedback(tenant, feedback);
    if (!isTick) return;
    this.#screen!.showFigures(tenant, addUpFigures(this.clock.now(), outbox.figures.take(), outbox.takeLeftOut()));
  }

  private readonly onFault = ({ message }: Error): void =>
    this.log.debug({ reason: message }, 'what consoles are to see did not get through');
}
