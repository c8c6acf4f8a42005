import { createHash, randomBytes } from 'node:crypto';
import { fingerprint } from '../core/types/fingerprint.js';
import type { DecisionId, Owner } from '../core/types/ids.js';

/** Sorts by time, names nobody, and cannot be guessed: 9 characters of time, 16 of chance. */
export function newDecisionId(now: number): DecisionId {
  return `${Math.max(0, now).toString(36).padStart(9, '0')}-${chance()}` as DecisionId;
}

const CHANCE_BYTES = 8;
/** Asking the system for chance costs more than all else of an id, so it is asked for many at once. */
let pool = Buffer.alloc(0);
let used = 0;

function chance(): string {
  if (used + CHANCE_BYTES > pool.length) [pool, used] = [randomBytes(4096), 0];
  used += CHANCE_BYTES;
  return pool.toString('hex', used - CHANCE_BYTES, used);
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
