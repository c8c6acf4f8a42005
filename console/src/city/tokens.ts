import { askDemoToken } from '../shared/access.js';

/** Demo tokens last a quarter of an hour; a page stays open longer. */
const RENEW_MS = 10 * 60_000;

/** In the demo: a token for everyone, kept for a while. */
export function demoTokens(): () => Promise<string> {
  let kept: Promise<string> | undefined;
  let askedMs = 0;
  return () => {
    const isOld = performance.now() - askedMs > RENEW_MS;
    if (kept && !isOld) return kept;
    askedMs = performance.now();
    kept = askDemoToken({ role: 'operator' });
    kept.catch(() => (kept = undefined));
    return kept;
  };
}
