import type { Failure, Issue } from './contract.js';

/** Ways in which a call can fail before the engine has seen it. Codes of the engine come beside them. */
export const LOCAL_ERRORS = {
  CONSENT_MISSING:
    'Nothing was sent: the customer has not consented to location. Call setConsent or loadConsents first',
  DISCONNECTED: 'The line is down, or broke before the answer came. Wait for the state connected or resumed',
  NO_ACK: 'The engine did not answer in time',
  CLOSED: 'This client was closed. Call connect for another one',
  CUSTOMER_CHANGED: 'getToken gave a token of another customer. Close this client and call connect for the new one',
  TOKEN_UNAVAILABLE: 'getToken failed; it is called again with the next attempt',
  UNREACHABLE: 'The engine cannot be reached at this address',
  STORAGE_FAILED: 'The storage failed: what is remembered lasts as long as this client only',
  QUEUE_FULL: 'Too much feedback waits for the line; the oldest was dropped',
  TOO_OLD: 'The feedback waited for the line too long and was dropped',
  INVALID_PUSH: 'The engine pushed something that is no offer; it was left out',
  LOCATION_UNAVAILABLE: 'The device gives no position',
} as const;

export type LocalErrorCode = keyof typeof LOCAL_ERRORS;

/** A refusal, whether of the engine or of this SDK. `code` is stable: build on it, not on the message. */
export class ProximaError extends Error {
  override readonly name = 'ProximaError';

  constructor(
    readonly code: string,
    message: string = LOCAL_ERRORS[code as LocalErrorCode] ?? code,
    readonly issues: readonly Issue[] = [],
    /** When another try may be worth it, ms from now. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }

  static of({ code, message, issues, retryAfterMs }: Failure): ProximaError {
    return new ProximaError(code, message, issues, retryAfterMs);
  }
}

const PASSING = ['RATE_LIMITED', 'STATE_UNAVAILABLE', 'OVERLOADED', 'DRAINING', 'INTERNAL', 'DISCONNECTED', 'NO_ACK'];

/** Whether the same message may go well later. */
export function isPassing(code: string): boolean {
  return PASSING.includes(code);
}
