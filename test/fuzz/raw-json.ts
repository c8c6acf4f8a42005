/** JSON that `JSON.stringify` does not write: a text in place of a value. */
export function raw(text: string): string {
  return `${MARK}${text}${MARK}`;
}

/** The value as JSON, with each text of `raw` put in as it is. */
export function toJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(MARKED, (_all, text: string) => JSON.parse(`"${text}"`) as string);
}

/** No arbitrary makes it by chance. */
const MARK = '~raw~';
const MARKED = /"~raw~(.*?)~raw~"/gs;
