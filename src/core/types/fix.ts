/** A position as the phone gave it. It lives in memory only. */
export interface Fix {
  readonly lat: number;
  readonly lng: number;
  readonly accuracyMetres: number;
  /** What the phone gave, where the customer's choice made the position coarser than that. */
  readonly measuredAccuracyMetres?: number;
  readonly at: number;
  readonly speedMps?: number;
  readonly headingDeg?: number;
  readonly activity?: Activity;
  readonly mock?: boolean;
}

export type Activity = 'still' | 'walking' | 'running' | 'cycling' | 'vehicle' | 'unknown';

/** A fix as the working trail keeps it: an H3 res 12 cell (edge about 9 m), time, speed, accuracy. */
export interface TrailPoint {
  readonly cell: string;
  readonly at: number;
  readonly speedMps?: number;
  readonly accuracyMetres: number;
}

/** The working trail of one customer: oldest first, and the zones that the last fix lay in. */
export interface Trail {
  readonly points: readonly TrailPoint[];
  readonly zones: readonly string[];
  /** A fix that could not be reached from the last point. When the next one agrees with it, the trail begins anew there. */
  readonly suspect?: TrailPoint;
  readonly gate?: Gate;
}

/** What the trail tells of the movement up to the current fix. */
export interface Movement {
  /** Metres a second over the last 45 s; absent after a single fix without a speed of its own. */
  readonly speedMps?: number;
  /** How long the customer has stayed within the radius of stillness. */
  readonly dwellMs: number;
  /** Degrees clockwise from north; absent when standing. */
  readonly headingDeg?: number;
}

/** What the last silent decision saw: a report that finds all of it unchanged can change nothing. */
export interface Gate {
  readonly at: number;
  readonly cell: string;
  readonly moment: string;
  readonly zones: string;
  readonly revision: string;
  readonly silence: string;
}

export const EMPTY_TRAIL: Trail = { points: [], zones: [] };
