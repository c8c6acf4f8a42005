import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { gatherGpx } from './gpx-trace.js';
import type { TraceOptions } from './trace.js';

const bytesOf = (text: string | Buffer) => Readable.from([Buffer.from(text as string)]);
const read = async (text: string | Buffer, options?: TraceOptions) =>
  (await gatherGpx(bytesOf(text), 'walk', options)).trace();

const gpx = (body: string, root = 'version="1.1"') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<gpx ${root}>${body}</gpx>`;
const trk = (points: string, name?: string) =>
  `<trk>${name === undefined ? '' : `<name>${name}</name>`}<trkseg>${points}</trkseg></trk>`;
const point = (second: number, inside = '') =>
  `<trkpt lat="52.5" lon="13.4"><time>2020-01-01T00:00:${`${second}`.padStart(2, '0')}Z</time>${inside}</trkpt>`;
const at = (second: number) => Date.UTC(2020, 0, 1, 0, 0, second);

describe('gatherGpx', () => {
  it('reads GPX 1.0 with speed, course and HDOP in the point', async () => {
    const text = gpx(
      trk(point(1, '<ele>34</ele><course>90</course><speed>1.5</speed><hdop>1.6</hdop>')),
      'version="1.0"',
    );
    const trace = await read(text);
    expect(trace.fixes).toEqual([
      {
        device: 'walk',
        line: 2,
        fix: { lat: 52.5, lng: 13.4, accuracyMetres: 8, at: at(1), speedMps: 1.5, headingDeg: 90 },
      },
    ]);
    expect(trace.assumptions).toEqual(['where only HDOP tells of accuracy: 5 m for each unit of it']);
  });

  it('reads GPX 1.1 with extensions of any namespace, and believes metres before HDOP', async () => {
    const extensions =
      '<hdop>9</hdop><extensions><gpxtpx:TrackPointExtension><gpxtpx:speed>2</gpxtpx:speed><gpxtpx:course>10</gpxtpx:course>' +
      '</gpxtpx:TrackPointExtension><app:hAcc>4.5</app:hAcc><activity>WALKING</activity></extensions>';
    const { fixes, assumptions } = await read(gpx(trk(point(1, extensions))));
    expect(fixes[0]!.fix).toEqual({
      ...{ lat: 52.5, lng: 13.4, at: at(1), accuracyMetres: 4.5, speedMps: 2, headingDeg: 10, activity: 'walking' },
    });
    expect(assumptions).toEqual([]);
  });

  it('takes the time of the point, not one that an app has put into its extensions', async () => {
    const inside =
      '<extensions><app:time>2001-01-01T00:00:00Z</app:time></extensions><time>2020-01-01T00:00:01Z</time>';
    const { fixes } = await read(gpx(trk(`<trkpt lat="1" lon="1">${inside}</trkpt>`)));
    expect(fixes[0]!.fix.at).toBe(at(1));
  });

  it('takes all segments, in the order of time, and no waypoint or planned route', async () => {
    const planned = '<wpt lat="1" lon="1"><time>2020-01-01T00:00:09Z</time></wpt><rte><rtept lat="1" lon="1"/></rte>';
    const { fixes, rows } = await read(
      gpx(`${planned}<trk><trkseg>${point(3)}</trkseg><trkseg>${point(2)}</trkseg></trk>`),
    );
    expect(fixes.map(({ fix }) => fix.at)).toEqual([at(2), at(3)]);
    expect(rows).toBe(2);
  });

  it.each([
    ['2020-01-01T01:00:00+01:00', undefined],
    ['2020-01-01T00:00:00.000Z', undefined],
    ['2020-01-01T00:00:00', undefined],
    ['2020-01-01T01:00:00', 'Europe/Berlin'],
  ])('reads the time %s (zone %s)', async (time, zone) => {
    const { fixes } = await read(gpx(trk(`<trkpt lat="52.5" lon="13.4"><time>${time}</time></trkpt>`)), { zone });
    expect(fixes[0]!.fix.at).toBe(at(0));
  });

  it('says that a time without zone was taken for UTC', async () => {
    const { assumptions } = await read(gpx(trk('<trkpt lat="1" lon="1"><time>2020-01-01T00:00:00</time></trkpt>')));
    expect(assumptions).toContainEqual(expect.stringContaining('read as UTC'));
  });

  it('takes tracks that follow on each other for one phone', async () => {
    const trace = await read(gpx(trk(point(1) + point(2), 'out') + trk(point(2) + point(5), 'back')));
    expect(new Set(trace.fixes.map(({ device }) => device))).toEqual(new Set(['walk']));
    expect(trace.assumptions).toContainEqual('tracks of one file that follow on each other are one phone');
  });

  it('takes tracks that overlap in time for a phone each, named by file and track', async () => {
    const both = point(1) + point(5);
    const trace = await read(gpx(trk(both, 'Ada') + trk(both, 'Ada') + trk(both)));
    expect(trace.fixes.map(({ device }) => device)).toEqual([
      'walk: Ada',
      'walk: Ada (2)',
      'walk: track 3',
      'walk: Ada',
      'walk: Ada (2)',
      'walk: track 3',
    ]);
    expect(trace.assumptions).toContainEqual('tracks of one file that overlap in time are a phone each');
  });

  it('tells points that cannot be read, with their lines', async () => {
    const bad = [
      '<trkpt lat="52.5" lon="13.4"/>',
      '<trkpt lat="52.5" lon="13.4"><time>soon</time></trkpt>',
      '<trkpt lat="152.5" lon="13.4"><time>2020-01-01T00:00:00Z</time></trkpt>',
      '<trkpt lat="52.5"><time>2020-01-01T00:00:00Z</time></trkpt>',
    ];
    const trace = await read(gpx(trk(`\n${bad.join('\n')}\n${point(1)}`)));
    expect(trace).toMatchObject({ rows: 5, fixes: { length: 1 }, unreadable: { count: 4 } });
    expect(trace.unreadable.first).toEqual([
      { line: 3, why: 'no time: ""' },
      { line: 4, why: 'no time: "soon"' },
      { line: 5, why: 'position out of range: lat 152.5, lng 13.4' },
      { line: 6, why: 'no position: lat "52.5", lng ""' },
    ]);
  });

  it('does not care how the bytes are cut, nor about the encoding that the file names', async () => {
    const text = gpx(trk(point(1) + point(5), 'Müller') + trk(point(3), 'Süd'));
    const latin1 = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const utf16 = Buffer.from(`\uFEFF${text.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    const utf8 = Buffer.from(`\uFEFF${text}`);
    const single = Readable.from([...utf8].map((byte) => Buffer.from([byte])));
    const wanted = ['walk: Müller', 'walk: Süd', 'walk: Müller'];
    for (const bytes of [bytesOf(latin1), bytesOf(utf16), bytesOf(utf8), single]) {
      const { fixes } = (await gatherGpx(bytes, 'walk')).trace();
      expect(fixes.map(({ device }) => device)).toEqual(wanted);
    }
  });

  it.each([
    ['an empty file', '', /document must contain a root element/],
    ['another kind of XML', '<kml><trk/></kml>', 'line 1: the first tag is <kml>, and a GPX begins with <gpx>'],
    [
      'a planned route',
      gpx('<rte><rtept lat="1" lon="1"/></rte>'),
      'no track points, only 1 waypoints or points of a planned',
    ],
    ['a drawing without times', gpx(trk('<trkpt lat="1" lon="1"/>')), 'A track without <time> is a drawing'],
    [
      'a clock that was never set',
      gpx(trk('<trkpt lat="1" lon="1"><time>1901-12-13T20:45:52Z</time></trkpt>')),
      'before 1970',
    ],
    ['XML that is broken', `${gpx('\n<trk>')}`, 'line 3: the XML is broken (unexpected close tag)'],
    ['XML that breaks off', `<gpx>\n<trk><trkseg>${point(1)}`, 'line 2: the XML is broken (unclosed tag'],
    ['an encoding that nobody knows', '<?xml version="1.0" encoding="klingon"?><gpx/>', 'written in "klingon"'],
  ])('refuses %s', async (_case, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it.each([
    [
      'entities that grow',
      '<!DOCTYPE gpx [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>\n<gpx>&b;</gpx>',
      'line 1: a document type (<!DOCTYPE …>) is declared',
    ],
    ['an external entity', '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>', 'document type'],
    ['an entity out of nowhere', '<gpx>&x;</gpx>', 'line 1: the XML is broken (undefined entity'],
    ['tags that lie too deep', `<gpx>${'<a>'.repeat(100_000)}`, 'more than 64 deep'],
    ['a text without end', `<gpx><name>${'x'.repeat(2_000_000)}`, 'more than 1048576 characters'],
    ['a tag without end', `<gpx ${'a'.repeat(2_000_000)}`, 'more than 1048576 characters'],
    ['a comment without end', `<gpx><!-- ${'x'.repeat(2_000_000)}`, 'more than 1048576 characters'],
    [
      'a text in many parts',
      `<gpx><name>${`${'x'.repeat(1000)}<!-- -->`.repeat(2000)}`,
      'more than 1048576 characters',
    ],
  ])('refuses %s', async (_case, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
