import type { Contact } from '../types/decision.js';

/** `AGE OFFER 1`, parted by commas: the age in ms in base 36, for most contacts are young. No id has blanks or commas. */
export function packContacts(contacts: readonly Contact[], now: number): string | undefined {
  if (contacts.length === 0) return undefined;
  return contacts
    .map(({ at, offerId, outbound }) => `${(now - at).toString(36)} ${offerId} ${outbound ? 1 : 0}`)
    .join();
}

export function unpackContacts(text: string | undefined, now: number): Contact[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const [age, offerId, outbound] = part.split(' ') as [string, string, string];
    return { at: now - parseInt(age, 36), offerId, outbound: outbound === '1' };
  });
}
