import type { ProbeCode } from './probe-report.js';

const LONGEST_MESSAGE = 500;

/** Why a model is looked at no further. What the file and the runtime have to say to it may be of any length. */
export class Halt extends Error {
  constructor(
    readonly code: ProbeCode,
    message: string,
  ) {
    super(message.slice(0, LONGEST_MESSAGE));
  }
}
