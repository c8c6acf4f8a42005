import { askDemoToken } from '../../shared/access.js';
import { keep, readKept } from '../../shared/kept.js';
import { localeOf, type Voice } from '../../shared/texts/voice.js';

/** What the company of the demo knows of whoever tries the phone: somebody who is often out for small things. */
const HABITS = { coffee: 8, bakery: 6, takeaway: 6, 'restaurant-budget': 3, books: 2, culture: 2, florist: 1 };
const KEPT = 'proxima/customer';

/** The invented customer of this browser. */
export function demoCustomer(): string {
  const kept = readKept(KEPT);
  if (kept) return kept;
  const made = `visitor-${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)}`;
  keep(KEPT, made);
  return made;
}

/**
 * In the demo the page also plays the company's own system, which alone may write a profile: so that the offers speak as the
 * page does. @throws Error when the engine does not take it.
 */
export async function writePersona(customer: string, voice: Voice, isNew: boolean): Promise<void> {
  const token = await askDemoToken({ role: 'operator' });
  const answer = await fetch(`/v1/customers/${encodeURIComponent(customer)}/profile`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      locale: localeOf(voice),
      addressForm: voice === 'en' ? 'neutral' : voice,
      timeZone: 'Europe/Berlin',
      ...(isNew ? { visitsPerMonth: HABITS } : {}),
    }),
  });
  if (!answer.ok) throw new Error(`PUT profile: HTTP ${answer.status}`);
}
