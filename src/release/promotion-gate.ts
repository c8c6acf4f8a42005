import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../contract/errors.js';
import type { TenantId } from '../core/types/ids.js';
import type { Business } from '../platform/config/business.js';
import { BUSINESS } from '../platform/tokens.js';
import { MODEL_NAME } from '../contract/models.js';
import { RegistryRepository } from './registry.repository.js';

const DAY_MS = 86_400_000;

/** No version becomes the champion of which the log says that it would do worse, or says nothing: unless somebody gives a reason. */
@Injectable()
export class PromotionGate {
  constructor(
    private readonly registry: RegistryRepository,
    @Inject(BUSINESS) private readonly business: Business,
  ) {}

  /** @returns why it may pass. @throws Refused GATE_CLOSED that says what is missing. */
  async pass(tenant: TenantId, version: string, override: string | undefined): Promise<string> {
    const verdict = await this.judge(tenant, version);
    if (verdict.isOpen) return verdict.told;
    if (override !== undefined) return `${override} (in spite of: ${verdict.told})`;
    const advice = 'Evaluate it on more decisions, let it decide for some customers first, or give a reason (override)';
    throw new Refused('GATE_CLOSED', `${verdict.told}. ${advice}`);
  }

  async judge(tenant: TenantId, version: string): Promise<{ readonly isOpen: boolean; readonly told: string }> {
    const { fewestDecisions, fewestEffective, maxAgeDays } = this.business.release.gate;
    const [latest] = await this.registry.evaluations(tenant, MODEL_NAME, version);
    const closed = (told: string) => ({ isOpen: false, told });
    if (!latest) return closed(`Version ${version} was not evaluated on the log`);
    const { at, decisions, effectiveSampleSize, dr, logged, reward } = latest;
    if (Date.parse(at) < Date.now() - maxAgeDays * DAY_MS) return closed(`The evaluation is of ${at}: too old`);
    if (decisions < fewestDecisions)
      return closed(`The log has ${decisions} decisions for it, and ${fewestDecisions} are the fewest`);
    if (effectiveSampleSize < fewestEffective * decisions)
      return closed(
        `Of ${decisions} decisions only ${Math.round(effectiveSampleSize)} count (effective sample size): it would choose what the log hardly shows`,
      );
    if (logged === 0)
      return closed(`Of ${decisions} decisions of the log none was rewarded (${reward}): it says nothing`);
    const numbers = `${rounded(dr.value)} (${rounded(dr.low)} to ${rounded(dr.high)}) a decision, where ${rounded(logged)} came to pass`;
    return dr.high < logged
      ? closed(`It would earn ${numbers}`)
      : { isOpen: true, told: `the log gives it ${numbers}` };
  }
}

function rounded(value: number): string {
  return value.toPrecision(3);
}
