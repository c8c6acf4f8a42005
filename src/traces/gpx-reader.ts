import { SaxesParser } from 'saxes';
import { TraceFileError } from './trace.js';

/** One point of a track as it is written. `track` counts from 0 in the order of the file. */
export interface GpxPoint {
  track: number;
  line: number;
  lat: string;
  lng: string;
  values: Partial<Record<GpxValue, string>>;
}

export type GpxValue = 'time' | 'hdop' | 'accuracyMetres' | 'speedMps' | 'headingDeg' | 'activity';

const DEEPEST = 64;
/** Characters of one tag, text or comment. */
const LONGEST_PIECE = 1024 * 1024;
const LONGEST_NAME = 60;

/** These belong to the point itself; an extension may use the words for something else. */
const OF_THE_POINT = new Map<string, GpxValue>([
  ['time', 'time'],
  ['hdop', 'hdop'],
]);
/** GPX 1.0 has speed and course in the point, 1.1 in extensions, each app under a namespace of its own. */
const ANYWHERE_IN_IT = new Map<string, GpxValue>([
  ['accuracy', 'accuracyMetres'],
  ['accuracymetres', 'accuracyMetres'],
  ['accuracymeters', 'accuracyMetres'],
  ['hacc', 'accuracyMetres'],
  ['horizontalaccuracy', 'accuracyMetres'],
  ['speed', 'speedMps'],
  ['course', 'headingDeg'],
  ['cog', 'headingDeg'],
  ['bearing', 'headingDeg'],
  ['heading', 'headingDeg'],
  ['activity', 'activity'],
]);

/**
 * Reads a GPX piece by piece: `write` gives the points that the piece has completed. Namespaces are not looked at, since
 * many apps get them wrong. Nothing is ever expanded or fetched: a document type is refused, and with it every entity.
 */
export class GpxReader {
  readonly trackNames: (string | undefined)[] = [];
  /** Points that are no recording: waypoints, and corners of planned routes. */
  otherPoints = 0;
  private readonly parser = new SaxesParser();
  private readonly open: string[] = [];
  private points: GpxPoint[] = [];
  private point: GpxPoint | undefined;
  private text = '';
  private lastEvent = 0;

  constructor() {
    const { parser } = this;
    parser.on('error', ({ message }) =>
      this.fail(`the XML is broken (${message.replace(/^\d+:\d+: |\.$/g, '')}); export it again`),
    );
    parser.on('doctype', () =>
      this.fail(
        'a document type (<!DOCTYPE …>) is declared; a GPX needs none, and its entities are not read: take it out',
      ),
    );
    parser.on('opentag', ({ name, attributes }) => this.opened(localName(name), attributes));
    parser.on('closetag', () => this.closed());
    parser.on('text', (text) => this.read(text));
    parser.on('cdata', (text) => this.read(text));
    parser.on('comment', () => this.pieceEnded());
  }

  /** @throws TraceFileError for broken or hostile XML, naming the line. */
  write(chunk: string): GpxPoint[] {
    this.parser.write(chunk);
    this.checkPiece();
    return this.taken();
  }

  /** @throws TraceFileError when the file ends before its last tag. */
  end(): GpxPoint[] {
    this.parser.close();
    return this.taken();
  }

  private taken(): GpxPoint[] {
    const taken = this.points;
    this.points = [];
    return taken;
  }

  private opened(name: string, attributes: Record<string, string>): void {
    this.pieceEnded();
    const parent = this.open.at(-1);
    if (parent === undefined && name !== 'gpx')
      this.fail(`the first tag is <${name.slice(0, LONGEST_NAME)}>, and a GPX begins with <gpx>`);
    if (this.open.length >= DEEPEST) this.fail(`tags lie more than ${DEEPEST} deep in each other; no GPX needs that`);
    this.open.push(name);
    this.text = '';
    if (name === 'trk' && parent === 'gpx') this.trackNames.push(undefined);
    if (name === 'wpt' || name === 'rtept') this.otherPoints += 1;
    if (name !== 'trkpt' || parent !== 'trkseg') return;
    if (this.trackNames.length === 0) this.trackNames.push(undefined);
    this.point = {
      track: this.trackNames.length - 1,
      line: this.parser.line,
      lat: attributes.lat?.trim() ?? '',
      lng: attributes.lon?.trim() ?? '',
      values: {},
    };
  }

  private closed(): void {
    this.pieceEnded();
    const name = this.open.pop()!;
    const parent = this.open.at(-1);
    const text = this.text.trim();
    this.text = '';
    if (name === 'name' && parent === 'trk')
      this.trackNames[this.trackNames.length - 1] ??= text.slice(0, LONGEST_NAME) || undefined;
    if (!this.point) return;
    if (name === 'trkpt' && parent === 'trkseg') {
      this.points.push(this.point);
      this.point = undefined;
      return;
    }
    const value = (parent === 'trkpt' ? OF_THE_POINT.get(name) : undefined) ?? ANYWHERE_IN_IT.get(name.toLowerCase());
    if (value !== undefined && text !== '') this.point.values[value] ??= text;
  }

  private read(text: string): void {
    this.pieceEnded();
    this.text += text;
    if (this.text.length > LONGEST_PIECE) this.failPiece();
  }

  private pieceEnded(): void {
    this.checkPiece();
    this.lastEvent = this.parser.position;
  }

  /** A tag or text without end would fill the memory long before the end of the file. */
  private checkPiece(): void {
    if (this.parser.position - this.lastEvent > LONGEST_PIECE) this.failPiece();
  }

  private failPiece(): never {
    return this.fail(`one tag or text has more than ${LONGEST_PIECE} characters; no GPX needs that`);
  }

  private fail(why: string): never {
    throw new TraceFileError(`line ${this.parser.line}: ${why}.`);
  }
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
