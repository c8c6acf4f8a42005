/**
 * What an app can show of its line.
 * - connecting: for the first time
 * - connected: offers come
 * - resumed: they come again, and what was missed has come
 * - disconnected: tries again by itself
 * - suspended: has been away for more than two minutes, and tries again more rarely
 * - failed: the token was refused for good; only a new client helps
 */
export type State = 'connecting' | 'connected' | 'resumed' | 'disconnected' | 'suspended' | 'failed';

export interface StateDetail {
  /** Why the line is down: a code of the engine or of this SDK. */
  code?: string;
  /** When it is tried again, ms from now. */
  retryInMs?: number;
}

export function isOnline(state: State): boolean {
  return state === 'connected' || state === 'resumed';
}
