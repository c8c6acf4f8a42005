/** Into so many buckets customers are parted: shares are whole hundredths of a percent. */
export const BUCKETS = 10_000;

/**
 * The bucket of a customer, 0 to 9,999: always the same, on every machine. FNV-1a over the UTF-16 code units, then the
 * finish of MurmurHash3 (Austin Appleby, public domain), without which near names would come into near buckets.
 */
export function bucketOf(customer: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < customer.length; i += 1) hash = Math.imul(hash ^ customer.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}
