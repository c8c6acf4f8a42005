import { describe, expect, it } from '@jest/globals';
import { findColumns, parseColumnMap } from './columns.js';

describe('findColumns', () => {
  it.each([
    [
      'Aalto',
      'time,device_id,lat,lng,accuracy,activity_1,activity_1_conf,activity_2',
      { at: 0, device: 1, lat: 2, lng: 3, accuracyMetres: 4, activity: 5, activityConfidence: 6 },
    ],
    [
      'POSMO',
      'user_id,longitude,latitude,accuracy,tracked_at',
      { device: 0, lng: 1, lat: 2, accuracyMetres: 3, at: 4 },
    ],
    ['GeoLife', 'lat,lng,datetime,uid', { lat: 0, lng: 1, at: 2, device: 3 }],
    ['GeoLife segments', 'segment_id,mode,unix_time,lat,lon', { device: 0, at: 2, lat: 3, lng: 4 }],
    ['GO!Track: id numbers the rows', 'id,latitude,longitude,track_id,time', { lat: 1, lng: 2, device: 3, at: 4 }],
    [
      'spelled by people',
      'User ID,Date,Latitude,Longitude,Horizontal Accuracy (m),Speed,Course',
      { device: 0, at: 1, lat: 2, lng: 3, accuracyMetres: 4, speedMps: 5, headingDeg: 6 },
    ],
  ])('knows the headers of %s', (_name, headers, columns) => {
    expect(findColumns(headers.split(','))).toEqual(columns);
  });

  it('lets the map overrule the aliases', () => {
    const columns = findColumns(['id', 'time', 'seen', 'lat', 'lng'], parseColumnMap('at=seen'));
    expect(columns).toEqual({ device: 0, at: 2, lat: 3, lng: 4 });
  });

  it('names the headers and the way out when the position is missing', () => {
    expect(() => findColumns(['file', 'timestamp', 'x', 'y'])).toThrow(
      'No column for lat, lng among the headers "file", "timestamp", "x", "y". Name them: --map lat=HEADER,lng=HEADER',
    );
  });

  it('refuses a map to a header that is not there', () => {
    expect(() => findColumns(['at', 'lat', 'lng'], { at: 'when' })).toThrow('the file has no such header');
  });
});

describe('parseColumnMap', () => {
  it('reads pairs, whatever the case of the field', () => {
    expect(parseColumnMap('device=Phone No, accuracymetres=r')).toEqual({ device: 'Phone No', accuracyMetres: 'r' });
  });

  it.each(['where=x', 'lat', 'lat='])('refuses %s', (text) => {
    expect(() => parseColumnMap(text)).toThrow('--map takes FIELD=HEADER');
  });
});
