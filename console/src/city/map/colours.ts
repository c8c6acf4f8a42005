import type { Mark } from '../walkers.js';

const NAMES = ['walker', 'push', 'answer', 'accept', 'zone', 'shop', 'heat', 'halo'] as const;

export type Colours = Readonly<Record<(typeof NAMES)[number], string>>;

/** The colours of the city as the style sheet has them now, for light or dark: a canvas cannot read variables. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--city-${name}`).trim()])) as Colours;
}

export function colourOf(mark: Mark, colours: Colours): string {
  return mark === 'silence' ? colours.walker : colours[mark];
}
