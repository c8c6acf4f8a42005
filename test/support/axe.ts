import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Serious and critical violations of accessibility on the page as it is now: `rule: where`. Nothing moves meanwhile: what is
 * still coming in is half transparent, and would be found too pale to read, also when it comes while the page is looked at.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  const isStill = await page.evaluate(`matchMedia('(prefers-reduced-motion: reduce)').matches`);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  try {
    return await barriersOf(page);
  } finally {
    await page.emulateMedia({ reducedMotion: isStill ? 'reduce' : null });
  }
}

async function barriersOf(page: Page): Promise<string[]> {
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(SOURCE);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}
