import type { ZoneTransition } from '../types/decision.js';

/** Ids by what changed, with blanks between them (no id has one): a third of the bytes of a list of objects. */
export type PackedZones = Readonly<Partial<Record<ZoneTransition['change'], string>>>;

export function packZones(zones: readonly ZoneTransition[]): PackedZones {
  const packed: Partial<Record<ZoneTransition['change'], string>> = {};
  for (const { id, change } of zones) packed[change] = packed[change] === undefined ? id : `${packed[change]} ${id}`;
  return packed;
}

export function unpackZones(packed: PackedZones): ZoneTransition[] {
  return (Object.entries(packed) as [ZoneTransition['change'], string][]).flatMap(([change, ids]) =>
    ids.split(' ').map((id) => ({ id, change })),
  );
}
