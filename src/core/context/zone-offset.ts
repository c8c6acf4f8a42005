const QUARTER_MS = 900_000;
/** Offsets change on quarter hours at the finest, so one look at Intl serves a quarter hour of decisions. */
const offsets = new Map<string, number>();
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clocks of an IANA zone are ahead of UTC at a moment, in milliseconds.
 * @throws RangeError when there is no such zone.
 */
export function zoneOffsetMs(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 10_000) offsets.clear();
  const offset = readOffsetMs(zone, quarter * QUARTER_MS);
  offsets.set(key, offset);
  return offset;
}

function readOffsetMs(zone: string, at: number): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) - at;
}
