import type { Area as ContractArea, Zone as ContractZone } from '../../contract/catalog.js';
import { extentMetresOf } from '../../core/location/zones.js';
import type { ZoneId } from '../../core/types/ids.js';
import type { Area, Zone } from '../../core/types/offer.js';

/** The zones of a file, which have names and may hold for several offers. */
export function compileZones(zones: readonly ContractZone[]): Zone[] {
  return zones.map(({ id, name, category, area: given }, ordinal) => {
    const area = toArea(given);
    return { ordinal, id: id as ZoneId, name, category, ofOneOffer: false, area, extentMetres: extentMetresOf(area) };
  });
}

export function toArea(area: ContractArea): Area {
  return 'circle' in area ? area : { polygon: area.polygon.coordinates };
}
