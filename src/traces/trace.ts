import type { Fix } from '../contract/position.js';

/** One fix of one phone, and the line of the file that it came from. */
export interface TraceFix {
  device: string;
  line: number;
  fix: Fix;
}

export interface UnreadableRow {
  /** Within the folder that was read; undefined when it was one file. */
  file?: string;
  /** Undefined when the whole file could not be read; `why` then names the place. */
  line?: number;
  why: string;
}

/** A whole file or folder of traces, in the order of time. */
export interface Trace {
  fixes: TraceFix[];
  /** Rows below the header, or points of a track, readable or not. */
  rows: number;
  unreadable: { count: number; first: UnreadableRow[] };
  /** What was assumed where the file says nothing; meant for people. */
  assumptions: string[];
}

export interface TraceOptions {
  /** IANA zone of times that carry none. Left out: the zone of the first position in a CSV, UTC in GPX and PLT. */
  zone?: string;
  assumedAccuracyMetres?: number;
}

/** Where a row that cannot be read stands, and why: `tram/a.plt line 9: no time: ""`. */
export function tellUnreadable({ file, line, why }: UnreadableRow): string {
  const place = [file, line === undefined ? undefined : `line ${line}`].filter((part) => part !== undefined).join(' ');
  return `${place}: ${why}`;
}

/** The file as a whole cannot be used; the message says what to do about it. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
}
