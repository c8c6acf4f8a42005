import type { Page } from 'playwright-core';

/** A Wednesday, ten past eight in Berlin: the bakeries of the demo's catalog are open, and nobody sleeps. */
export const MORNING = Date.UTC(2026, 4, 20, 6, 10);
/** As `npm run demo` has it. */
const PACE = 20;
const TICK_MS = 250;
/** On the map as it opens: from the start to the middle of Alexanderplatz, to the right and up. */
const TO_ALEXANDERPLATZ = { x: 150, y: -155 };

/** Event time that passes by itself, as in a simulation: somebody else reports all the time. */
export function runClock(url: string, operatorToken: string): () => void {
  const startedAt = Date.now();
  let count = 0;
  const tick = async () => {
    const at = MORNING + (Date.now() - startedAt) * PACE;
    const event = { eventId: `tick-${count++}`, type: 'visit', category: 'park', at };
    await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'somebody-else', events: [event] }),
    });
  };
  // An engine that is going down is nothing to tell.
  const timer = setInterval(() => void tick().catch(() => undefined), TICK_MS);
  return () => clearInterval(timer);
}

export async function agreeToAll(page: Page): Promise<void> {
  await page.locator('.side').getByRole('button', { name: 'Agree to all' }).click();
  for (const name of ['location', 'profiling', 'marketing']) await page.locator(`[name=${name}]:checked`).waitFor();
}

/** By hand, as a person would: press, move in steps, let go. */
export async function dragToAlexanderplatz(page: Page): Promise<void> {
  const box = (await page.locator('.me').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const steps = 40;
  for (let step = 1; step <= steps; step++) {
    await page.mouse.move(x + (TO_ALEXANDERPLATZ.x * step) / steps, y + (TO_ALEXANDERPLATZ.y * step) / steps);
    await page.waitForTimeout(40);
  }
  await page.mouse.up();
}

/**
 * The offer that is on the screen once one stands: what came on the way is taken back when one has passed, what is there
 * then stays. An offer that was pushed on the way holds the next one up for a quarter of an hour of simulated time.
 * @returns its id
 */
export async function offerWhereOneStands(page: Page, timeoutMs: number): Promise<string> {
  await page.locator('.speed small', { hasText: 'sees 0 km/h' }).waitFor({ timeout: timeoutMs });
  const card = page.locator('.card.open').first();
  await card.waitFor({ timeout: timeoutMs });
  return (await card.getAttribute('data-offer'))!;
}

export async function figureOf(page: Page, name: 'impressions' | 'accepts' | 'dismissals' | 'rests'): Promise<string> {
  return (await page.locator(`[data-figure=${name}]`).textContent()) ?? '';
}
