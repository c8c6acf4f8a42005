import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what gives no sign of its own: looks again every few milliseconds until `look` gives something truthy. */
export async function eventually<T>(look: () => T | Promise<T>, timeoutMs = 15_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`Still not so after ${timeoutMs} ms: ${String(look)}`);
    await sleep(5);
  }
}
