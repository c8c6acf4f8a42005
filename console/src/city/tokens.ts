import { askDemoToken } from '../shared/access.js';

/** Demo tokens last a quarter of an hour; a page stays open longer. */
const RENEW_MS = 10 * 60_000;

/** Where a page gets its token from. */
export interface Tokens {
  get(): Promise<string>;
  /** The engine did not take the last one: an engine that was started anew knows none of before. */
  forget(): void;
}

/** A token that somebody typed in. */
export function givenToken(token: string): Tokens {
  return { get: () => Promise.resolve(token), forget: () => undefined };
}

/** In the demo: a token for everyone, kept for a while. */
export function demoTokens(): Tokens {
  let kept: Promise<string> | undefined;
  let askedMs = 0;
  const forget = () => (kept = undefined);
  const get = () => {
    // By the clock on the wall: the clock of the page stands still while the computer sleeps.
    const isOld = Date.now() - askedMs > RENEW_MS;
    if (kept && !isOld) return kept;
    askedMs = Date.now();
    kept = askDemoToken({ role: 'operator' });
    kept.catch(forget);
    return kept;
  };
  return { get, forget };
}
