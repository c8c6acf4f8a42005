import type { Format } from '../../core/types/offer.js';

export type TextPart = 'title' | 'body';

/** Most characters of a text, by the form in which it is shown: a glance is read in passing. */
export const MOST_CHARACTERS: Readonly<Record<Format, Readonly<Record<TextPart, number>>>> = {
  glance: { title: 40, body: 80 },
  short: { title: 60, body: 180 },
  rich: { title: 120, body: 600 },
};
