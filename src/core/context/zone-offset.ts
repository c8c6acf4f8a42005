const QUARTER_MS = 900_000;
/** By zone and quarter hour: offsets change on them at the finest, so one look at Intl serves all decisions of one. */
const offsets = new Map<string, Map<number, number>>();
const MOST = 10_000;
let kept = 0;
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clocks of an IANA zone are ahead of UTC at a moment, in milliseconds.
 * @throws RangeError when there is no such zone.
 */
export function zoneOffsetMs(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  return offsets.get(zone)?.get(quarter) ?? readQuarter(zone, quarter);
}

function readQuarter(zone: string, quarter: number): number {
  const offset = readOffsetMs(zone, quarter * QUARTER_MS);
  if (kept >= MOST) {
    offsets.clear();
    kept = 0;
  }
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known.set(quarter, offset));
  kept += 1;
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
