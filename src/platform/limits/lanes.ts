/** What is metered apart, so that a flood of one kind of message never holds up another kind. */
export const LANES = [
  'position:report',
  'context:report',
  'offer:request',
  'feedback:report',
  'consent:set',
  'consent:withdraw',
  'inbox:resume',
  'other',
] as const;
export type Lane = (typeof LANES)[number];

const INDEX: ReadonlyMap<string, number> = new Map(LANES.map((lane, index) => [lane, index]));
const WITHDRAW = INDEX.get('consent:withdraw')!;
const OTHER = INDEX.get('other')!;

/** A batch of fixes is one walk through the trail, so that a fix in it costs less than one that comes alone. */
const FIXES_PER_TOKEN = 10;

/**
 * The place in `LANES` of a message that nobody has checked yet. A withdrawal is told by its status alone: were it
 * counted with the grants, an app that repeats a grant for ever would keep its customer from withdrawing.
 */
export function laneOf(event: string, message: unknown): number {
  if (event === 'consent:set' && peek(message, 'status') === 'withdrawn') return WITHDRAW;
  // Whoever names an event like the lane of the withdrawals is not given their tokens.
  return event === 'consent:withdraw' ? OTHER : (INDEX.get(event) ?? OTHER);
}

/** How many tokens a message takes that nobody has checked yet: what it asks for, as far as one look tells. */
export function costOf(event: string, message: unknown): number {
  if (event === 'position:report') return Math.max(1, Math.ceil(lengthOf(peek(message, 'fixes')) / FIXES_PER_TOKEN));
  if (event === 'feedback:report') return Math.max(1, lengthOf(peek(message, 'events')));
  return 1;
}

function peek(message: unknown, field: string): unknown {
  return typeof message === 'object' && message !== null ? (message as Record<string, unknown>)[field] : undefined;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
