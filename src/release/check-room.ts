import { Refused } from '../contract/errors.js';
import type { StoredVersion } from './registry.repository.js';

const MOST_VERSIONS = 500;
const MOST_BYTES = 2 ** 30;

/** Whether one more version of so many bytes can be kept. @throws Refused SPACE_FULL. */
export function checkRoom(versions: readonly StoredVersion[], bytes: number): void {
  const kept = versions.reduce((sum, version) => sum + version.bytes, 0);
  if (versions.length >= MOST_VERSIONS || kept + bytes > MOST_BYTES)
    throw new Refused(
      'SPACE_FULL',
      `${versions.length} versions of ${kept} bytes are kept, and no more can be: remove some that decide nothing any more`,
    );
}
