/** What an engine process says of itself. */
export interface NodeState {
  /** Since it was seen, ms. */
  readonly ageMs: number;
  readonly serving: string;
  /** The version that it has ready beside the serving one. */
  readonly ready?: string;
  /** Why it cannot have the wanted version ready, and which one that was. */
  readonly fault?: string;
  readonly faultOf?: string;
  /** The revision of the stops that it obeys. */
  readonly stops: number;
}

export type PublishResult =
  | { readonly ok: true; readonly version: string; readonly previous?: string }
  | { readonly ok: false; readonly code: 'CONFLICT' | 'NOT_FOUND' };

/** Why something is stopped. */
export interface Stop {
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
}

/** Where a version came from. */
export interface VersionOrigin {
  readonly by: string;
  readonly at: string;
  readonly offers: number;
  /** The upload that it was made of; left out: the file of PROXIMA_CATALOG. */
  readonly upload?: string;
  /** Rows of the upload that are not in it, for they are wrong. */
  readonly badRows: number;
  /** Problems of the upload, also those of its header, that leave its rows in it; left out: none. */
  readonly errors?: number;
  /** What served when offers were put beside it: what came there since is not in it. */
  readonly mergedInto?: string;
}
