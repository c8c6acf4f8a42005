import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { storeOn } from '../../test/support/state.js';
import { TestRedis } from '../../test/support/redis.js';
import type { ModelEvaluation } from '../contract/model-evidence.js';
import { MODEL_NAME } from '../contract/models.js';
import type { TenantId } from '../core/types/ids.js';
import type { Business } from '../platform/config/business.js';
import type { RedisService } from '../platform/redis/redis.service.js';
import { PromotionGate } from './promotion-gate.js';
import { RegistryRepository } from './registry.repository.js';

const TENANT = 'tests' as TenantId;
const business = {
  release: { gate: { fewestDecisions: 100, fewestEffective: 0.05, maxAgeDays: 7 } },
} as unknown as Business;
const same = { value: 0.1, low: 0.08, high: 0.12 };
const evaluation: ModelEvaluation = {
  at: new Date().toISOString(),
  by: 'ada',
  from: new Date(0).toISOString(),
  to: new Date().toISOString(),
  reward: 'accept',
  decisions: 1_000,
  customers: 900,
  leftOut: 0,
  logged: 0.1,
  dm: same,
  ips: same,
  snips: same,
  dr: same,
  effectiveSampleSize: 800,
  warnings: [],
};

let redis: TestRedis;
let registry: RegistryRepository;
let version = 1;

beforeAll(async () => {
  redis = await TestRedis.start();
  registry = new RegistryRepository(storeOn(redis.client), undefined as unknown as RedisService);
});
beforeEach(() => void (version += 1));
afterAll(() => redis?.stop());

async function judged(change: Partial<ModelEvaluation>) {
  await registry.keepEvaluation(TENANT, MODEL_NAME, String(version), { ...evaluation, ...change });
  return new PromotionGate(registry, business).judge(TENANT, String(version));
}

describe('the gate', () => {
  it('is open where the log does not speak against a version', async () => {
    expect((await judged({})).isOpen).toBe(true);
  });

  it.each<[string, Partial<ModelEvaluation>]>([
    ['would earn', { dr: { value: 0.05, low: 0.04, high: 0.06 } }],
    ['too old', { at: new Date(0).toISOString() }],
    ['fewest', { decisions: 99, effectiveSampleSize: 99 }],
    ['only 40 count', { effectiveSampleSize: 40 }],
    ['none was rewarded', { reward: 'redeem', logged: 0, dr: { value: 0, low: 0, high: 0.004 } }],
  ])('is closed, and says %j', async (words, change) => {
    const { isOpen, told } = await judged(change);
    expect(isOpen).toBe(false);
    expect(told).toContain(words);
  });
});
