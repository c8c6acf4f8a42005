const NAMES = [
  'sea',
  'land',
  'border',
  'grid',
  'stop',
  'rail-s',
  'rail-u',
  'label',
  'label-quiet',
  'halo',
  'road',
  'road-edge',
  'green',
  'building',
  'zone',
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

/** The colours of the map as the style sheet has them at this moment, for light or dark: a map cannot read variables. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()])) as Palette;
}
