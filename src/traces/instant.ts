/** A time as a file says it: a moment on the world's clock, or a reading of some wall clock whose zone is not told. */
export type WrittenTime = { epochMs: number } | { wallMs: number };

// Fractions beyond the millisecond (some exports write nanoseconds) are read and dropped.
const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
// With dots the day comes first everywhere; with slashes nobody can tell, so those are not read.
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/;
const EPOCH = /^\d{9,19}(?:\.\d+)?$/;

/** Undefined when the text is no time. Numbers in scientific form have lost their seconds and are none. */
export function readTime(text: string): WrittenTime | undefined {
  const written = text.trim();
  if (EPOCH.test(written)) return { epochMs: epochMsOf(Number(written)) };
  const iso = ISO.exec(written);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const wallMs = wallClock(year!, month!, day!, hour, minute, second, fraction);
    if (wallMs === undefined) return undefined;
    return zone === undefined ? { wallMs } : { epochMs: wallMs - offsetMsOf(zone) };
  }
  const dotted = DOTTED.exec(written);
  if (!dotted) return undefined;
  const [, day, month, year, hour, minute, second, fraction] = dotted;
  const wallMs = wallClock(year!, month!, day!, hour, minute, second, fraction);
  return wallMs === undefined ? undefined : { wallMs };
}

/** Seconds, milliseconds, microseconds or nanoseconds, told apart by size: each reading of the others lies far from our age. */
function epochMsOf(value: number): number {
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  if (value < 1e17) return Math.floor(value / 1e3);
  return Math.floor(value / 1e6);
}

function wallClock(
  year: string,
  month: string,
  day: string,
  hour = '0',
  minute = '0',
  second = '0',
  fraction = '',
): number | undefined {
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const wallMs = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, ms);
  const back = new Date(wallMs);
  // Date.UTC rolls 30 February on to March; such a day is no day.
  const real =
    back.getUTCMonth() === +month - 1 &&
    back.getUTCDate() === +day &&
    back.getUTCHours() === +hour &&
    back.getUTCMinutes() === +minute;
  return real ? wallMs : undefined;
}

function offsetMsOf(zone: string): number {
  if (/^(z|utc|gmt)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
