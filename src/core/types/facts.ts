export type Scalar = string | number | boolean;
export type Scalars = Readonly<Record<string, Scalar>>;
export type Rates = Readonly<Record<string, number>>;

/** What an offer has met with at this customer. */
export interface OfferHistory {
  readonly impressions: number;
  readonly accepts: number;
  readonly dismissals: number;
}

/** By category, and `*` for all of them: the minutes (epoch) of the newest events, newest first, ten at most. */
export type RecentEvents = Readonly<Record<string, readonly number[]>>;

/** The newest visits and purchases of a customer. */
export interface Recent {
  readonly visits: RecentEvents;
  readonly purchases: RecentEvents;
}

/** What is known of the customer at `now`, with decay applied. Absent without consent to profiling. */
export interface Profile {
  readonly attributes: Scalars;
  readonly visitsPerMonth: Rates;
  readonly purchasesPerMonth: Rates;
  /** 0 to 1 by category. */
  readonly affinity: Rates;
  readonly recent: Recent;
  readonly offers: Readonly<Record<string, OfferHistory>>;
}

export const NOTHING_RECENT: Recent = { visits: {}, purchases: {} };

export const EMPTY_PROFILE: Profile = {
  attributes: {},
  visitsPerMonth: {},
  purchasesPerMonth: {},
  affinity: {},
  recent: NOTHING_RECENT,
  offers: {},
};

/** What a rule of an offer may look at. */
export interface Facts {
  readonly profile: Profile;
  readonly context: Scalars;
  readonly offer: OfferHistory;
  readonly offerAttributes: Scalars;
  /** When the decision is made, in epoch milliseconds. */
  readonly now: number;
}
