import { Transform } from 'node:stream';
import { TraceFileError } from './trace.js';

/** Passes bytes on until there are more of them than `most`: a few packed kilobytes can unpack without end. */
export function byteLimit(most: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed <= most) return done(null, chunk);
      done(new TraceFileError(`It unpacks to more than ${most} bytes; unpack it and split it.`));
    },
  });
}
