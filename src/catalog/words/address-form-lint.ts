export type Form = 'du' | 'sie' | 'neutral';

/**
 * Words that address someone with du, and with Sie; German only. A capital `Sie`, `Ihr` or `Ihnen` counts wherever it
 * stands: at the beginning of a sentence it may mean "she", which an offer has no need to say.
 */
const DU = /(?<!\p{L})(du|dich|dir|dein(e[mnrs]?|s)?|euch|euer(s|[mn])?|eure[mnrs]?)(?!\p{L})/giu;
const SIE = /(?<!\p{L})(Sie|Ihnen|Ihr(e[mnrs]?)?|SIE|IHNEN|IHR(E[MNRS]?)?)(?!\p{L})/gu;

export interface AddressFinding {
  readonly form: 'du' | 'sie';
  readonly word: string;
}

/** Who a German text speaks to, word by word. */
export function findAddresses(text: string): AddressFinding[] {
  const du = [...text.matchAll(DU)].map(([word]): AddressFinding => ({ form: 'du', word }));
  const sie = [...text.matchAll(SIE)].map(([word]): AddressFinding => ({ form: 'sie', word }));
  return [...du, ...sie];
}

/** Words of the other address, or any address in a neutral text; each once. */
export function strangersIn(text: string, form: Form): string[] {
  const strangers = findAddresses(text).filter((found) => found.form !== form);
  return [...new Set(strangers.map(({ word }) => word))];
}
