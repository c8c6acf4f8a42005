import { localeOf, type Voice } from '../../shared/texts/voice.js';

const LOCALE = { de: 'de-DE', en: 'en-GB' } as const;

/** The demo and its stations are in Berlin; so is the phone. */
const ZONE = 'Europe/Berlin';

export function tellTime(at: number, voice: Voice, seconds = false): string {
  return new Date(at).toLocaleTimeString(LOCALE[localeOf(voice)], {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });
}

export function tellDay(at: number, voice: Voice): string {
  return new Date(at).toLocaleDateString(LOCALE[localeOf(voice)], {
    timeZone: ZONE,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
}

/** Such as 23 h 59 min, 12 min 03 s, 41 s. */
export function tellSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return minutes > 0 ? `${minutes} min ${two(seconds % 60)} s` : `${seconds} s`;
}

export function tellDistance(metres: number, voice: Voice): string {
  if (metres < 950) return `${Math.max(10, Math.round(metres / 10) * 10)} m`;
  const kilometres = (metres / 1000).toLocaleString(LOCALE[localeOf(voice)], { maximumFractionDigits: 1 });
  return `${kilometres} km`;
}
