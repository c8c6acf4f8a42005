import type { Fix } from '../contract.js';
import type { ProximaError } from '../errors.js';

export interface WatchOptions {
  /** Satellites in place of masts: exact, and dear to the battery. */
  readonly highAccuracy: boolean;
  /** Fixes that come sooner than this are not wanted, ms. */
  readonly intervalMs: number;
}

/** Where positions come from. */
export interface LocationSource {
  /**
   * Tells fixes until it is stopped.
   * @returns stops it
   */
  watch(onFix: (fix: Fix) => void, options: WatchOptions, onError: (error: ProximaError) => void): () => void;
}
