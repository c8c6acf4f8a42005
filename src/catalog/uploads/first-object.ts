/** The start of a text that begins with an object: what stands right inside of that. */
export interface FirstObject {
  readonly keys: readonly string[];
  /** Whether something comes behind it: then it is one of several. */
  readonly isOneOfSeveral: boolean;
}

/** A string, with what makes it a key; a bracket; or anything else that is no space. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]|[^\s"{}[\]]+/gsy;
const SPACE = /\s*/y;

/** @returns `undefined` for a text that begins with no object. It may be cut off anywhere. */
export function readFirstObject(text: string): FirstObject | undefined {
  const keys: string[] = [];
  let depth = 0;
  for (let at = endOfSpace(text, 0); at < text.length; at = endOfSpace(text, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const [token, key, colon] = TOKEN.exec(text) ?? [];
    // A string that is cut off.
    if (token === undefined) break;
    if (depth === 0 && token !== '{') return undefined;
    if (depth === 1 && colon !== undefined) keys.push(key!);
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 0) return { keys, isOneOfSeveral: endOfSpace(text, TOKEN.lastIndex) < text.length };
  }
  return depth > 0 ? { keys, isOneOfSeveral: false } : undefined;
}

function endOfSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.exec(text);
  return SPACE.lastIndex;
}
