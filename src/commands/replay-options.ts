import { parseArgs } from 'node:util';
import { parseColumnMap, type ColumnMap } from '../traces/columns.js';
import { TRACE_FORMATS, type TraceFormat } from '../traces/trace-file.js';

export const REPLAY_USAGE = `npm run replay -- --file F [options]

Replays recorded positions through a private engine, over its real sockets, with the time of the file as the clock.

  --file F           CSV (header by common names, delimiter , ; or tab), GPX 1.0 or 1.1, or PLT of GeoLife, gzipped or
                     not; or a folder: all GPX and PLT files in it
  --format X         csv, gpx or plt: what the file is; found out by its first line, then by its name, when left out
  --map A=B,…        CSV only, fields by header: device, at, lat, lng, accuracyMetres, speedMps, speedKmh, headingDeg,
                     activity, activityConfidence
  --zone Z           IANA zone of times that carry none (default: CSV where the first fix lies, GPX and PLT UTC)
  --accuracy N       metres to assume where the file tells no accuracy (default 20)
  --catalog F        catalog file (default: the one that the engine is configured with)
  --config DIR       configuration folder for the engine
  --consent S        granted (default) or withdrawn
  --speed N          N times as fast as it happened (default: as fast as the engine answers)
  --seed N           which half of the offers is accepted (default 1)`;

export interface ReplayArguments {
  file: string;
  format?: TraceFormat;
  map?: ColumnMap;
  zone?: string;
  assumedAccuracyMetres?: number;
  catalogFile?: string;
  configDir?: string;
  consent: 'granted' | 'withdrawn';
  speed?: number;
  seed: number;
}

/** The command line is wrong; the message says where. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for anything that the usage text does not offer. TraceFileError for a bad --map. */
export function readReplayArguments(args: readonly string[]): ReplayArguments {
  const { values } = parsed(args);
  if (!values.file) throw new UsageError('--file is needed.');
  return {
    file: values.file,
    format: oneOf('format', values.format, TRACE_FORMATS),
    map: values.map === undefined ? undefined : parseColumnMap(values.map),
    zone: values.zone,
    assumedAccuracyMetres: positive('accuracy', values.accuracy),
    catalogFile: values.catalog,
    configDir: values.config,
    consent: oneOf('consent', values.consent, ['granted', 'withdrawn'] as const) ?? 'granted',
    speed: positive('speed', values.speed),
    seed: positive('seed', values.seed) ?? 1,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        file: text,
        format: text,
        map: text,
        zone: text,
        accuracy: text,
        catalog: text,
        config: text,
        consent: text,
        speed: text,
        seed: text,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((candidate) => candidate === value);
  if (found) return found;
  throw new UsageError(`--${name} ${value}: one of ${known.join(', ')} is needed.`);
}

function positive(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new UsageError(`--${name} ${value}: a number above 0 is needed.`);
}
