import { keep, readKept } from '../kept.js';

/** How a page speaks: German with du or Sie, or English. */
export type Voice = 'du' | 'sie' | 'en';

export const VOICES: readonly Voice[] = ['du', 'sie', 'en'];

const KEPT = 'proxima/voice';

/** As it was chosen last, else as the browser is set: German ones are spoken to with Sie. */
export function readVoice(): Voice {
  const kept = readKept(KEPT) as Voice | null;
  if (kept && VOICES.includes(kept)) return kept;
  return navigator.language.startsWith('de') ? 'sie' : 'en';
}

export function keepVoice(voice: Voice): void {
  keep(KEPT, voice);
}

export function localeOf(voice: Voice): 'de' | 'en' {
  return voice === 'en' ? 'en' : 'de';
}
