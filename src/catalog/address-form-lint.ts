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

/** What is wrong with the address of a German text that is meant for `form`: nothing, or one sentence. */
export function lintAddressForm(text: string, form: 'du' | 'sie' | 'neutral'): string | undefined {
  const strangers = [
    ...new Set(
      findAddresses(text)
        .filter((finding) => finding.form !== form)
        .map(({ word }) => word),
    ),
  ];
  if (strangers.length === 0) return undefined;
  return `is the ${form} variant, but addresses with ${strangers.map((word) => `"${word}"`).join(', ')}`;
}
