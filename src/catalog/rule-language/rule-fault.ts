import type { Said } from '../said.js';
import type { Place } from './expression.js';

export type RuleFaultCode =
  'RULE_SYNTAX' | 'RULE_NOT_ALLOWED' | 'RULE_UNKNOWN_FIELD' | 'RULE_WRONG_TYPE' | 'RULE_TOO_LARGE';

/** What is wrong with a rule, where in it, and what may have been meant. Thrown while a rule is read. */
export class RuleFault extends Error {
  readonly said: Said;

  constructor(
    readonly code: RuleFaultCode,
    { en, de }: Said,
    readonly place: Place,
    /** To be written in the very place. */
    readonly meant?: string,
  ) {
    const said =
      meant === undefined
        ? { en, de }
        : { en: `${en}; did you mean ${meant}?`, de: `${de}; gemeint ist wohl ${meant}` };
    super(said.en);
    this.said = said;
  }
}
