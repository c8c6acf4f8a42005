import { createHash, randomBytes } from 'node:crypto';
import { fingerprint } from '../core/types/fingerprint.js';
import type { DecisionId, Owner } from '../core/types/ids.js';

/** Sorts by time, names nobody, and cannot be guessed: 9 characters of time, 16 of chance. */
export function newDecisionId(now: number): DecisionId {
  return `${Math.max(0, now).toString(36).padStart(9, '0')}-${randomBytes(8).toString('hex')}` as DecisionId;
}

/** The id of a decision that a caller may ask for twice: the same key of the same customer gives the same id. */
export function decisionIdFor({ tenant, customer }: Owner, idempotencyKey: string): DecisionId {
  const digest = createHash('sha256').update(`${tenant}\n${customer}\n${idempotencyKey}`).digest('hex');
  return `key-${digest.slice(0, 32)}` as DecisionId;
}

/** The seed of exploration. */
export function seedOf(id: DecisionId): number {
  return fingerprint(id);
}
