export const MOMENTS = ['waiting', 'queueing', 'passing', 'strolling', 'dwelling', 'commuting', 'unknown'] as const;
export type MomentName = (typeof MOMENTS)[number];

/** What the customer seems to be doing. `unknown` is an abstention: no rule was sure enough. */
export interface Moment {
  readonly name: MomentName;
  /** 0 to 1; of the best rule, also when that was not enough. */
  readonly confidence: number;
  /** How long the moment may yet last. */
  readonly lengthSeconds: number;
}

export const NO_MOMENT: Moment = { name: 'unknown', confidence: 0, lengthSeconds: 0 };

export const DAYPARTS = ['morning', 'forenoon', 'afternoon', 'evening', 'night'] as const;
export type Daypart = (typeof DAYPARTS)[number];
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The customer's wall clock. */
export interface LocalTime {
  readonly zone: string;
  readonly hour: number;
  readonly minuteOfDay: number;
  readonly weekday: Weekday;
  readonly daypart: Daypart;
  /** Epoch milliseconds of the last midnight there. */
  readonly dayStartMs: number;
}
