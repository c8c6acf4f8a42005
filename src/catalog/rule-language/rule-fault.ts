import type { Place } from './expression.js';

export type RuleFaultCode =
  'RULE_SYNTAX' | 'RULE_NOT_ALLOWED' | 'RULE_UNKNOWN_FIELD' | 'RULE_WRONG_TYPE' | 'RULE_TOO_LARGE';

/** What is wrong with a rule, where in it, and what may have been meant. Thrown while a rule is read. */
export class RuleFault extends Error {
  constructor(
    readonly code: RuleFaultCode,
    message: string,
    readonly place: Place,
    /** To be written in the very place. */
    readonly meant?: string,
  ) {
    super(meant === undefined ? message : `${message}; did you mean ${meant}?`);
  }
}
