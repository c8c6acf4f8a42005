import type { Readable } from 'node:stream';
import { readActivity } from './activity.js';
import { Gathering } from './gathering.js';
import { deviceNames } from './gpx-devices.js';
import { GpxReader, type GpxPoint } from './gpx-reader.js';
import { readTime } from './instant.js';
import { textChunks } from './text-chunks.js';
import { utcTimeReader } from './time-reader.js';
import type { TraceOptions } from './trace.js';
import { readFix, readNumber, type FixRules, type WrittenFix } from './written-fix.js';

/** An HDOP has no unit; times the usual error of a phone's ranging it gives a radius. */
const METRES_OF_HDOP = 5;

/**
 * Reads the tracks of a GPX 1.0 or 1.1, all segments; waypoints and planned routes are no recording and stay out.
 * `fileName` names the device, see `deviceNames`.
 * @throws TraceFileError for XML that is broken or hostile, or when no point can be read.
 */
export async function gatherGpx(bytes: Readable, fileName: string, options: TraceOptions = {}): Promise<Gathering> {
  const gathering = new Gathering('points', options.assumedAccuracyMetres);
  const reader = new GpxReader();
  const rules: FixRules = {
    assumedAccuracyMetres: gathering.assumedAccuracyMetres,
    epochOf: utcTimeReader(options.zone, () =>
      gathering.note('times carry no zone: read as UTC, as GPX has it (--zone says otherwise)'),
    ),
  };
  /** Track of each fix that was gathered. */
  const tracks: number[] = [];
  let timed = false;
  const take = (points: readonly GpxPoint[]) => {
    for (const point of points) {
      timed ||= point.values.time !== undefined;
      const read = readFix(written(point, gathering), rules);
      gathering.take(fileName, point.line, read);
      if ('fix' in read) tracks.push(point.track);
    }
  };
  for await (const chunk of textChunks(bytes)) take(reader.write(chunk));
  take(reader.end());
  gathering.requireFixes(
    `The file holds no track points${othersTold(reader.otherPoints)}; record a track (<trk>).`,
    timed ? '' : 'A track without <time> is a drawing and no recording: there is nothing to replay in the time of it.',
  );
  nameDevices(gathering, reader, tracks, fileName);
  return gathering;
}

function written({ lat, lng, values }: GpxPoint, gathering: Gathering): WrittenFix {
  const number = (text: string | undefined) => readNumber(text ?? '');
  const hdop = number(values.hdop);
  const accuracyMetres = number(values.accuracyMetres);
  const byHdop = accuracyMetres === undefined && hdop !== undefined && hdop > 0;
  if (byHdop) gathering.note(`where only HDOP tells of accuracy: ${METRES_OF_HDOP} m for each unit of it`);
  const time = values.time ?? '';
  return {
    lat,
    lng,
    time,
    at: readTime(time),
    accuracyMetres: byHdop ? hdop * METRES_OF_HDOP : accuracyMetres,
    speedMps: number(values.speedMps),
    headingDeg: number(values.headingDeg),
    activity: readActivity(values.activity ?? ''),
  };
}

function nameDevices(
  gathering: Gathering,
  { trackNames }: GpxReader,
  tracks: readonly number[],
  fileName: string,
): void {
  const tracked = gathering.fixes.map(({ fix }, index) => ({ track: tracks[index]!, fix }));
  const { names, overlap } = deviceNames(fileName, trackNames, tracked);
  if (overlap) gathering.note('tracks of one file that overlap in time are a phone each');
  else if (new Set(tracks).size > 1) gathering.note('tracks of one file that follow on each other are one phone');
  gathering.fixes.forEach((fix, index) => (fix.device = names[tracks[index]!]!));
}

function othersTold(others: number): string {
  return others === 0 ? '' : `, only ${others} waypoints or points of a planned route, which nobody has recorded`;
}
