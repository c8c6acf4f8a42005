import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { Unreadable } from './unreadable.js';

export interface XmlListener {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML piece by piece and tells what is met; after each piece the caller may take what has come together. Names
 * come without their prefix. Entities beyond the five of XML are refused by the parser, so there is none to blow up.
 */
export async function* xmlPieces(part: string, bytes: Readable, listener: XmlListener): AsyncGenerator<void> {
  const parser = new SaxesParser({ fragment: false });
  parser.on('opentag', ({ name, attributes }) =>
    listener.open?.(localName(name), attributes as Record<string, string>),
  );
  parser.on('text', (text) => listener.text?.(text));
  parser.on('closetag', ({ name }) => listener.close?.(localName(name)));
  parser.on('doctype', () => {
    throw new Unreadable('XLSX_BROKEN', `${part} has a DOCTYPE, which no workbook needs; save it again`);
  });
  parser.on('error', (error) => {
    throw broken(part, error.message);
  });
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.close();
    yield;
  } catch (error) {
    throw error instanceof Unreadable ? error : broken(part, (error as Error).message);
  }
}

/** Reads a part to its end. */
export async function readXml(part: string, bytes: Readable, listener: XmlListener): Promise<void> {
  for await (const _piece of xmlPieces(part, bytes, listener)) void _piece;
}

function broken(part: string, reason: string): Unreadable {
  return new Unreadable('XLSX_BROKEN', `${part} is broken: ${reason.slice(0, 120)}; save it again as XLSX`);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
