/** The replay cannot go on, or would mean nothing; the message says why. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}
