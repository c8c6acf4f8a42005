import { createHash, randomBytes } from 'node:crypto';
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

/** The seed of exploration: FNV-1a of the id. */
export function seedOf(id: DecisionId): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
