/** Where a test may end the process, as a power cut would: the steps of a decision and of its feedback between which something could be lost. */
export const CRASH_POINTS = ['before-commit', 'after-commit', 'before-push', 'before-ack', 'before-feedback'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Read once, so that a point costs one comparison. The settings refuse it wherever NODE_ENV is not `test`. */
const armed = process.env.NODE_ENV === 'test' ? process.env.PROXIMA_CRASH_AT : undefined;

/** Ends the process on the spot, without a last word, if PROXIMA_CRASH_AT names this point. Only in tests. */
export function crashPoint(name: CrashPoint): void {
  if (name === armed) process.kill(process.pid, 'SIGKILL');
}
