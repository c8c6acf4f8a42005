import { readTime, type WrittenTime } from './instant.js';
import { readFix, type FixRules, type ReadFix } from './written-fix.js';

const DAY_MS = 86_400_000;
/** 1 January 1970, counted in days since 30 December 1899. */
const EPOCH_DAY = 25_569;
/** Loggers round; what lies further apart than this is not the same moment. */
const MOST_APART_MS = 60_000;
const DAYS = /^\d+(\.\d+)?$/;

/**
 * Reads `lat,lng,0,feet,days since 1899-12-30,date,time`. Date and time go first and the days check them; where they are
 * no date that can be read for sure (OziExplorer writes it as the country of the computer has it) the days alone count.
 * The height is not used, so it may be anything, also -777 for "not known".
 */
export function readPltPoint(text: string, rules: FixRules): ReadFix {
  const cells = text.split(',').map((cell) => cell.trim());
  if (cells.length < 7) {
    return { why: `${cells.length} values where 7 are needed: lat, lng, 0, feet, days, date, time` };
  }
  const [lat, lng, , , days, date, clock] = cells as [string, string, string, string, string, string, string];
  const written = readTime(`${date} ${clock}`);
  const counted = readDays(days);
  const apartMs = written && counted ? Math.abs(wallMsOf(written) - counted.wallMs) : 0;
  if (apartMs > MOST_APART_MS) {
    return { why: `"${date} ${clock}" and day ${days} are ${Math.round(apartMs / 1000)} s apart` };
  }
  return readFix(
    {
      lat,
      lng,
      time: `${date} ${clock}`,
      at: written ?? counted,
      accuracyMetres: undefined,
      speedMps: undefined,
      headingDeg: undefined,
      activity: undefined,
    },
    rules,
  );
}

function readDays(text: string): { wallMs: number } | undefined {
  return DAYS.test(text) ? { wallMs: Math.round((Number(text) - EPOCH_DAY) * DAY_MS) } : undefined;
}

function wallMsOf(time: WrittenTime): number {
  return 'wallMs' in time ? time.wallMs : time.epochMs;
}
