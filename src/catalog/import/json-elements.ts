import type { ImportLimits } from './limits.js';
import { Unreadable } from './unreadable.js';

export interface JsonElement {
  /** Under which key of the outermost object the list stands that it is of; '' where the list itself is outermost. */
  readonly key: string;
  /** From 1 within its list. */
  readonly index: number;
  readonly value: unknown;
}

const KEYS_TO_REFUSE = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The elements of the outermost list, or of the lists right inside of the outermost object, one by one: never more than
 * one of them is held. Everything else of the outermost object (name, type, bounding box) is passed over.
 * @throws Unreadable JSON_BROKEN, JSON_TOO_DEEP, ROW_TOO_LONG, KEY_FORBIDDEN.
 */
export async function* jsonElements(text: AsyncIterable<string>, limits: ImportLimits): AsyncGenerator<JsonElement> {
  const splitter = new ElementSplitter(limits);
  for await (const piece of text) yield* splitter.take(piece);
  splitter.end();
}

/** Follows strings and brackets through the text and cuts elements out; what stands in them is parsed by JSON.parse. */
class ElementSplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #listDepth = 0;
  #key = '';
  #index = 0;
  #element = '';
  #string = '';
  #outermost: '{' | '[' | '' = '';
  readonly #limits: ImportLimits;

  constructor(limits: ImportLimits) {
    this.#limits = limits;
  }

  *take(piece: string): Generator<JsonElement> {
    let from = 0;
    for (let i = 0; i < piece.length; i += 1) {
      const char = piece[i]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (char === '\\') this.#escaped = true;
        else if (char === '"') this.#inString = false;
        if (this.#listDepth === 0) this.#noteString(char);
        continue;
      }
      if (char === '"') {
        this.#inString = true;
        this.#string = '';
      } else if (char === '{' || char === '[') {
        this.#open(char);
        if (char === '[' && this.#listDepth === this.#depth) from = i + 1;
      } else if (char === '}' || char === ']') {
        if (this.#listDepth > 0 && this.#depth === this.#listDepth) {
          yield* this.#cut(piece.slice(from, i));
          this.#listDepth = 0;
        }
        this.#depth -= 1;
      } else if (char === ',' && this.#listDepth > 0 && this.#depth === this.#listDepth) {
        yield* this.#cut(piece.slice(from, i));
        from = i + 1;
      }
    }
    if (this.#listDepth === 0) return;
    this.#element += piece.slice(from);
    this.#refuseLong();
  }

  end(): void {
    if (this.#depth !== 0 || this.#inString) throw new Unreadable('JSON_BROKEN', 'the JSON breaks off before its end');
  }

  #open(char: '{' | '['): void {
    if (this.#depth === 0) this.#outermost = char;
    this.#depth += 1;
    if (this.#depth > this.#limits.jsonDepth + 2)
      throw new Unreadable('JSON_TOO_DEEP', `${this.#where()} is nested deeper than ${this.#limits.jsonDepth} levels`);
    const isList = char === '[' && this.#listDepth === 0;
    if (isList && (this.#depth === 1 || (this.#depth === 2 && this.#outermost === '{'))) {
      this.#listDepth = this.#depth;
      this.#key = this.#depth === 1 ? '' : this.#string;
      this.#index = 0;
    }
  }

  /** The last string before a list is its key. */
  #noteString(char: string): void {
    if (this.#inString && this.#string.length < 64) this.#string += char;
  }

  *#cut(rest: string): Generator<JsonElement> {
    const text = this.#element + rest;
    this.#element = text;
    this.#refuseLong();
    this.#element = '';
    if (text.trim() === '') return;
    this.#index += 1;
    const value = parseJson(text, this.#where());
    refuseHostile(value, this.#limits, this.#where());
    yield { key: this.#key, index: this.#index, value };
  }

  #refuseLong(): void {
    if (this.#element.length > this.#limits.rowLength)
      throw new Unreadable(
        'ROW_TOO_LONG',
        `element ${this.#index + 1} is longer than ${this.#limits.rowLength} characters`,
      );
  }

  #where(): string {
    return `element ${this.#index}${this.#key ? ` of "${this.#key}"` : ''}`;
  }
}

export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable('JSON_BROKEN', `${where} is no JSON: ${(error as Error).message.slice(0, 120)}`);
  }
}

/** @throws Unreadable JSON_TOO_DEEP, KEY_FORBIDDEN: such keys poison plain objects. */
export function refuseHostile(value: unknown, limits: ImportLimits, where: string, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > limits.jsonDepth)
    throw new Unreadable('JSON_TOO_DEEP', `${where} is nested deeper than ${limits.jsonDepth} levels`);
  if (Array.isArray(value)) {
    for (const inner of value) refuseHostile(inner, limits, where, depth + 1);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (KEYS_TO_REFUSE.has(key)) throw new Unreadable('KEY_FORBIDDEN', `${where} has the key "${key}"; take it out`);
    refuseHostile(inner, limits, where, depth + 1);
  }
}
