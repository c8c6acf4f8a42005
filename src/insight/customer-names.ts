import { createHmac, randomBytes } from 'node:crypto';
import type { Owner } from '../core/types/ids.js';

const LETTERS = 10;

/**
 * Names for customers on a screen: the same customer has the same name as long as the process lives, and nobody can
 * compute it, or take one screen's names for another's.
 */
export class CustomerNames {
  readonly #key = randomBytes(32);

  nameOf({ tenant, customer }: Owner): string {
    const digest = createHmac('sha256', this.#key).update(`${tenant}:${customer}`).digest('base64url');
    return digest.slice(0, LETTERS);
  }
}
