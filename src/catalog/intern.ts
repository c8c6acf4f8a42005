/**
 * The same text as V8 keeps it for property names. Texts out of a parsed file are not that, and looking up a property by
 * such a text costs a search of the table of names each time: some hundred times a decision.
 */
export function intern<T extends string>(text: T): T {
  return Object.keys({ [text]: true })[0] as T;
}
