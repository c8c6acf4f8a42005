import type { StageContext } from '../types/decision.js';

/** Whether outbound contact is shut off now. An unknown time zone shuts it off too: quiet hours fail closed. */
export function findQuietReason({
  input,
  policy,
  localTime,
}: StageContext): 'QUIET_HOURS' | 'ZONE_UNKNOWN' | undefined {
  const quiet = policy.contact.quietHours;
  if (!quiet || !input.outbound) return undefined;
  if (!localTime) return 'ZONE_UNKNOWN';
  const { fromMinute, toMinute } = quiet;
  const minute = localTime.minuteOfDay;
  const isQuiet =
    fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
  return isQuiet ? 'QUIET_HOURS' : undefined;
}
