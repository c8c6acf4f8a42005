/**
 * The same text as V8 keeps it for property names. Texts out of a parsed file are not that, and looking up a property by
 * such a text costs a search of the table of names each time: some hundred times a decision.
 *
 * The object has no prototype, and so no shape that others share: each new first property of a plain `{}` takes one of
 * the 1,536 places that V8 has for the shapes after it, and with a catalog's worth of them taken, the literals of the
 * decision path would be kept as slow dictionaries for good.
 */
export function intern<T extends string>(text: T): T {
  const names = Object.create(null) as Record<string, true>;
  names[text] = true;
  return Object.keys(names)[0] as T;
}
