/** Ordinals of the offers in reach, and how each was seen, as a number: thousands of objects would be made for nothing. */
export type Reach = Map<number, number>;

/** The fix is exact enough for the area. */
export const EXACT_ENOUGH = 1;
/** The customer is in one of its zones. Outweighs how exact the fix is. */
export const INSIDE = 2;
