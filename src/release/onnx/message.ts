import { MESSAGES, type FieldRule, type Kind, type MessageName } from './schema.js';
import { BYTES, FIXED32, FIXED64, readVarint, VARINT, WireFault, WireReader, type Field } from './wire.js';

/** What a file may make us hold: messages, their fields, texts and whole numbers. A large model takes a tenth of it. */
const MOST_PARTS = 1_000_000;
const DEEPEST = 24;
const LONGEST_TEXT = 1_048_576;
/** Of the whole numbers of one field: shapes and axes are short, and nothing else is looked at. */
const MOST_WHOLES = 256;

// A mark at the beginning is a part of the name: a runtime does not leave it out either.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What one field holds. */
interface Kept {
  /** Of `varints`, `floats`, `doubles`: numbers. Of `bytes`: bytes, of all of them together. */
  count: number;
  wholes: number[];
  texts: string[];
  messages: Message[];
  /** How often the field came. */
  times: number;
  /** Of `bytes`: where the last of them lie in the file. */
  place?: Place;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Of all that is kept of one file, wherever it stands: many small things are as heavy as a few large ones. */
class Budget {
  #left = MOST_PARTS;

  spend(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new WireFault(`the file has more than ${MOST_PARTS} parts`);
  }
}

/** One message of an ONNX file, by the names of `schema.ts`. What is not there is '', 0 or empty, as the format has it. */
export class Message {
  readonly #kept = new Map<string, Kept>();

  constructor(
    readonly of: MessageName,
    /** Where its content lies in the file. */
    readonly start: number,
    readonly end: number,
    /** Where the field that holds it begins: tag and length. */
    readonly fieldStart: number,
  ) {}

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  text(name: string): string {
    return this.#kept.get(name)?.texts[0] ?? '';
  }

  texts(name: string): readonly string[] {
    return this.#kept.get(name)?.texts ?? [];
  }

  int(name: string): number {
    return this.#kept.get(name)?.wholes[0] ?? 0;
  }

  /** The first `MOST_WHOLES` of a list of whole numbers. */
  wholes(name: string): readonly number[] {
    return this.#kept.get(name)?.wholes ?? [];
  }

  count(name: string): number {
    return this.#kept.get(name)?.count ?? 0;
  }

  /** How often a field is there. */
  times(name: string): number {
    return this.#kept.get(name)?.times ?? 0;
  }

  place(name: string): Place | undefined {
    return this.#kept.get(name)?.place;
  }

  one(name: string): Message | undefined {
    return this.#kept.get(name)?.messages[0];
  }

  all(name: string): readonly Message[] {
    return this.#kept.get(name)?.messages ?? [];
  }

  /** This message and all within it. */
  *within(): Generator<Message> {
    yield this;
    for (const { messages } of this.#kept.values()) for (const message of messages) yield* message.within();
  }

  keep(name: string, budget: Budget): Kept {
    let kept = this.#kept.get(name);
    if (kept) return kept;
    budget.spend();
    this.#kept.set(name, (kept = { count: 0, wholes: [], texts: [], messages: [], times: 0 }));
    return kept;
  }
}

/**
 * Reads the file as the model that it claims to be.
 * @throws WireFault when it is none, or holds what the format does not know or what only a forger would write.
 */
export function readModel(bytes: Uint8Array): Message {
  const model = new Message('Model', 0, bytes.length, 0);
  fill(bytes, model, 0, new Budget());
  return model;
}

function fill(bytes: Uint8Array, message: Message, depth: number, budget: Budget): void {
  if (depth > DEEPEST) throw new WireFault(`messages lie more than ${DEEPEST} deep within each other`);
  const rules: Readonly<Record<number, FieldRule>> = MESSAGES[message.of];
  const reader = new WireReader(bytes, message.start, message.end);
  for (let at = message.start, field = reader.next(); field; at = field.end, field = reader.next()) {
    const rule = rules[field.number];
    if (!rule) throw new WireFault(`${message.of} has a field ${field.number}, which the format does not know`);
    const kept = message.keep(rule.name, budget);
    kept.times += 1;
    // Of two, one reader takes the first, one the last, and one joins them: no exporter writes that.
    if (!rule.isList && kept.times > 1) throw new WireFault(`${message.of}.${rule.name} is there twice`);
    if (!isMessage(rule.kind)) {
      keepValue(bytes, kept, rule, field, message.of, budget);
      continue;
    }
    need(field, BYTES, message.of, rule);
    budget.spend();
    const inner = new Message(rule.kind, field.start, field.end, at);
    kept.messages.push(inner);
    fill(bytes, inner, depth + 1, budget);
  }
}

function keepValue(
  bytes: Uint8Array,
  kept: Kept,
  rule: FieldRule,
  field: Field,
  of: MessageName,
  budget: Budget,
): void {
  const { kind } = rule;
  const size = field.end - field.start;
  switch (kind) {
    case 'int':
      need(field, VARINT, of, rule);
      kept.wholes.push(field.value);
      return;
    case 'text':
      need(field, BYTES, of, rule);
      budget.spend();
      kept.texts.push(readText(bytes, field, of, rule));
      return;
    case 'bytes':
      need(field, BYTES, of, rule);
      kept.count += size;
      kept.place = { start: field.start, end: field.end };
      return;
    case 'varints':
      if (field.wire === VARINT) keepWhole(kept, field.value, budget);
      else keepPacked(bytes, kept, field, of, rule, budget);
      return;
    case 'floats':
      return keepFixed(kept, field, FIXED32, 4, of, rule);
    case 'doubles':
      return keepFixed(kept, field, FIXED64, 8, of, rule);
  }
}

/** One by one or packed: readers have to take both. */
function keepFixed(kept: Kept, field: Field, wire: number, width: number, of: MessageName, rule: FieldRule): void {
  const size = field.end - field.start;
  if (field.wire !== wire) need(field, BYTES, of, rule);
  if (size % width !== 0) throw new WireFault(`${of}.${rule.name} has ${size} bytes for numbers of ${width}`);
  kept.count += size / width;
}

function keepPacked(
  bytes: Uint8Array,
  kept: Kept,
  field: Field,
  of: MessageName,
  rule: FieldRule,
  budget: Budget,
): void {
  need(field, BYTES, of, rule);
  for (let at = field.start; at < field.end;) {
    const { value, end } = readVarint(bytes, at, field.end);
    keepWhole(kept, value, budget);
    at = end;
  }
}

function keepWhole(kept: Kept, value: number, budget: Budget): void {
  kept.count += 1;
  if (kept.wholes.length >= MOST_WHOLES) return;
  budget.spend();
  kept.wholes.push(value);
}

function readText(bytes: Uint8Array, { start, end }: Field, of: MessageName, { name }: FieldRule): string {
  if (end - start > LONGEST_TEXT) throw new WireFault(`${of}.${name} is longer than ${LONGEST_TEXT} bytes`);
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    throw new WireFault(`${of}.${name} is no UTF-8 text`);
  }
}

function need(field: Field, wire: number, of: MessageName, { name }: FieldRule): void {
  if (field.wire !== wire) throw new WireFault(`${of}.${name} is of wire type ${field.wire} in place of ${wire}`);
}

function isMessage(kind: Kind): kind is MessageName {
  return kind in MESSAGES;
}
