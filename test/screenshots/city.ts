import { join } from 'node:path';
import { withLivingCity } from '../support/living-city.js';

const CUSTOMERS = 500;
const FEWEST_SEEN = 350;
/** Until the charts and the heat map have something to show. */
const WARM_UP_MS = 45_000;

/** The living city, as a whole and with the funnel of one decision. */
export async function shootCity(folder: string): Promise<void> {
  await withLivingCity(CUSTOMERS, async (open) => {
    const { page } = await open(FEWEST_SEEN, { colorScheme: 'dark', viewport: { width: 1440, height: 900 } });
    await page.waitForTimeout(WARM_UP_MS);
    await page.getByRole('button', { name: 'Offers', exact: true }).click();
    await page.waitForTimeout(3_000);
    await page.screenshot({ path: join(folder, 'city.png') });
    console.log('docs/images/city.png');

    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Offers only' }).click();
    await page.locator('.decision').first().click();
    await page.getByRole('dialog').locator('tr.granted').first().waitFor();
    await page.mouse.move(400, 20);
    await page.waitForTimeout(2_000);
    await page.screenshot({ path: join(folder, 'city-funnel.png') });
    console.log('docs/images/city-funnel.png');
  });
}
