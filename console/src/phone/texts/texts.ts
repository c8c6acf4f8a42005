import type { Voice } from '../../shared/texts/voice.js';
import { english, type Texts } from './english.js';
import { germanDu, germanSie } from './german.js';

export type { Texts };

const TEXTS: Readonly<Record<Voice, Texts>> = { du: germanDu, sie: germanSie, en: english };

export function textsFor(voice: Voice): Texts {
  return TEXTS[voice];
}
