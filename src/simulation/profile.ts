import type { ProfileWrite } from '../contract/profile.js';
import type { Person } from './person.js';

/** What a company would know of this customer: language, habits by category, and nothing of the hidden taste. */
export function profileOf(person: Person, atMs: number): ProfileWrite {
  return {
    locale: person.locale,
    addressForm: person.addressForm,
    timeZone: 'Europe/Berlin',
    attributes: { cyclist: person.cyclist },
    visitsPerMonth: { ...person.visitsPerMonth },
    at: atMs,
  };
}

/** @throws Error when the engine does not take it. */
export async function writeProfile(
  url: string,
  operatorToken: string,
  id: string,
  profile: ProfileWrite,
): Promise<void> {
  const response = await fetch(`${url}/v1/customers/${id}/profile`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(profile),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`PUT profile of ${id}: HTTP ${response.status} ${answer.slice(0, 300)}`);
}
