import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { AliasRequest, ModelChanged, PromoteRequest, ReleaseAction } from '../contract/releases.js';
import * as rollout from '../core/rollout/release.js';
import type { Challenger, Release, ReleaseFault } from '../core/rollout/release.js';
import type { TenantId } from '../core/types/ids.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { CLOCK, LOG } from '../platform/tokens.js';
import { ModelFault, type Manifest } from '../scoring/manifest.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { MODEL_NAME } from '../contract/models.js';
import { CatalogChannel } from '../state/catalog-channel.js';
import { PromotionGate } from './promotion-gate.js';
import { RegistryRepository } from './registry.repository.js';
import { ReleaseFollower } from './release-follower.js';

const FIRST_SHARE = 1;

/** Who changes a release, and what they have seen of it. */
export interface Manner {
  readonly by: string;
  /** The revision that must be in force; absent: whichever is. */
  readonly expected?: number;
}

/** What changes, and what the audit says of it. */
interface Change {
  readonly release: Release;
  /** Goes for good with it. */
  readonly gone?: Manifest;
  readonly entry: Omit<ModelChanged, 'by' | 'at' | 'action'> & { readonly action: ReleaseAction };
}

/** Changes which versions decide, and for whom. Each change is one step, which all engines follow. */
@Injectable()
export class ReleaseService {
  constructor(
    private readonly registry: RegistryRepository,
    private readonly scoring: ScoringService,
    private readonly follower: ReleaseFollower,
    private readonly gate: PromotionGate,
    private readonly channel: CatalogChannel,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async current(tenant: TenantId): Promise<Release> {
    const { version } = this.scoring.shipped.manifest;
    return (await this.registry.release(tenant, MODEL_NAME)) ?? rollout.firstRelease(version);
  }

  /** Gives a version an alias. */
  async assign(tenant: TenantId, alias: string, request: AliasRequest, manner: Manner): Promise<Release> {
    const { version, override } = request;
    const isChallenger = alias.startsWith('challenger-');
    if (!isChallenger && (request.share !== undefined || request.rampMinutes !== undefined))
      throw new Refused('INVALID_MESSAGE', `Only a challenger has a share: ${alias} has all customers`);
    if (alias === 'champion') return this.promote(tenant, { version, override }, manner);
    await this.mustServe(tenant, version);
    const now = this.clock.now();
    if (alias.startsWith('shadow-'))
      return this.change(tenant, manner, (release) => {
        return {
          release: orRefused(rollout.shadow(release, { alias, version, now })),
          entry: { action: 'shadow', alias, version },
        };
      });
    const { share = FIRST_SHARE, rampMinutes } = request;
    return this.change(tenant, manner, (release) => {
      if (release.champion === version) throw new Refused('CONFLICT', `Version ${version} is the champion already`);
      const next = orRefused(rollout.challenge(release, { alias, version, share, rampMinutes, override, now }));
      const trial = next.challengers.find((one) => one.alias === alias)?.trial;
      return { release: next, entry: { action: 'challenge', alias, version, share, trial, reason: override } };
    });
  }

  async withdraw(tenant: TenantId, alias: string, manner: Manner, reason?: string): Promise<Release> {
    return this.change(tenant, manner, (release) => {
      const entry = { action: reason ? ('take-back' as const) : ('withdraw' as const), alias, reason };
      const version = [...release.challengers, ...release.shadows].find((one) => one.alias === alias)?.version;
      return { release: orRefused(rollout.withdraw(release, alias)), entry: { ...entry, version } };
    });
  }

  /** @throws Refused GATE_CLOSED when the log does not speak for the version and no reason is given. */
  async promote(tenant: TenantId, { version, override }: PromoteRequest, manner: Manner): Promise<Release> {
    await this.mustServe(tenant, version);
    const passed = await this.gate.pass(tenant, version, override);
    return this.change(tenant, manner, (release) => {
      if (release.champion === version) throw new Refused('CONFLICT', `Version ${version} is the champion already`);
      const { champion: previous } = release;
      return {
        release: rollout.promote(release, version),
        entry: { action: 'promote', version, previous, reason: passed },
      };
    });
  }

  /** Back to the champion before, in one step. @throws Refused NOTHING_BEFORE. */
  async rollBack(tenant: TenantId, manner: Manner, reason?: string): Promise<Release> {
    const wanted = orRefused(rollout.rollBack(await this.current(tenant)));
    await this.mustServe(tenant, wanted.champion);
    return this.change(tenant, manner, (release) => {
      const back = orRefused(rollout.rollBack(release));
      return {
        release: back,
        entry: { action: 'rollback', version: back.champion, previous: release.champion, reason },
      };
    });
  }

  /** Removes a version that decides nothing, with its file. Its number is not given again. */
  async remove(tenant: TenantId, version: string, manner: Manner): Promise<Release> {
    if (version === this.scoring.shipped.manifest.version)
      throw new Refused('CONFLICT', `Version ${version} came with the engine: it stands in where others fail`);
    const stored = await this.registry.version(tenant, MODEL_NAME, version);
    if (!stored) throw new Refused('NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}`);
    return this.change(tenant, manner, (release) => ({
      release: orRefused(rollout.forget(release, version)),
      gone: stored.manifest,
      entry: { action: 'remove', version },
    }));
  }

  /** The next share of the ramp. */
  async ramp(tenant: TenantId, { alias, version: grown }: Challenger, share: number, manner: Manner): Promise<Release> {
    // What decides nothing yet has shown nothing yet.
    await this.mustServe(tenant, grown);
    const now = this.clock.now();
    return this.change(tenant, manner, (release) => {
      const known = release.challengers.find((one) => one.alias === alias);
      if (!known) throw new Refused('NOT_FOUND', `There is no ${alias}`);
      const { version, rampMinutes } = known;
      const next = orRefused(rollout.challenge(release, { alias, version, share, rampMinutes, now }));
      return { release: next, entry: { action: 'ramp', alias, version, share } };
    });
  }

  /** Why a version cannot decide; nothing where it can. */
  async refusalOf(tenant: TenantId, version: string): Promise<Refused | undefined> {
    try {
      if (await this.scoring.versionOf(tenant, version)) return undefined;
      return new Refused('NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}`);
    } catch (error) {
      if (error instanceof ModelFault) return new Refused('CONFLICT', `Version ${version}: ${error.message}`);
      throw error;
    }
  }

  /** A version that cannot be loaded here decides nowhere. */
  private async mustServe(tenant: TenantId, version: string): Promise<void> {
    const refusal = await this.refusalOf(tenant, version);
    if (refusal) throw refusal;
  }

  private async change(
    tenant: TenantId,
    { by, expected }: Manner,
    make: (release: Release) => Change,
  ): Promise<Release> {
    const before = await this.current(tenant);
    if (expected !== undefined && expected !== before.revision) throw new Refused('PRECONDITION_FAILED');
    const { release, entry, gone } = make(before);
    const told = { ...entry, by, at: new Date().toISOString() };
    const { version: shipped } = this.scoring.shipped.manifest;
    const needed = [release.champion, ...[...release.challengers, ...release.shadows].map(({ version }) => version)];
    const answer = await this.registry.change(
      tenant,
      MODEL_NAME,
      release,
      told,
      needed.filter((version) => version !== shipped),
      gone,
    );
    if (answer === 'CONFLICT') throw new Refused('CONFLICT', 'Somebody has changed the release in between');
    if (answer === 'NOT_FOUND') throw new Refused('NOT_FOUND', 'A version that the release names is gone');
    this.log.info({ tenant, ...told }, 'the release has changed');
    await this.follower.follow(tenant);
    await this.channel.tellNews(tenant, { event: 'release:changed', payload: { of: 'model', ...told } });
    return release;
  }
}

const FAULTS: Record<ReleaseFault, string> = {
  NO_ROOM: 'The challengers together cannot have more than all customers',
  TOO_MANY: 'There are four of them already: withdraw one first',
  NOT_THERE: 'There is nothing under that alias',
  NOTHING_BEFORE: 'No other version was champion before',
  IN_USE: 'It is champion, challenger or shadow: promote another one, or withdraw it first',
};

function orRefused(changed: Release | ReleaseFault): Release {
  if (typeof changed !== 'string') return changed;
  if (changed === 'NOTHING_BEFORE') throw new Refused('NOTHING_BEFORE', FAULTS[changed]);
  throw new Refused(changed === 'NOT_THERE' ? 'NOT_FOUND' : 'CONFLICT', FAULTS[changed]);
}
