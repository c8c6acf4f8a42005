import { describe, expect, it } from '@jest/globals';
import { createCity, nearestStation } from './city.js';
import { metresBetween } from './plane.js';
import { findRide } from './route.js';

const city = createCity([{ name: 'Shop', category: 'coffee', point: { lat: 52.5215, lng: 13.4113 } }]);
const station = (name: string) => city.stations.find((candidate) => candidate.name === name)!;

describe('city', () => {
  it('has the well-known stations once, at their places', () => {
    expect(city.stations.length).toBeGreaterThan(100);
    expect(new Set(city.stations.map(({ name }) => name)).size).toBe(city.stations.length);
    expect(metresBetween(station('Alexanderplatz').point, { lat: 52.5215, lng: 13.4113 })).toBeLessThan(150);
    expect(nearestStation(city.stations, { lat: 52.5256, lng: 13.3691 }).name).toBe('Hauptbahnhof');
  });

  it('takes stations near a shop for hubs', () => {
    expect(city.hubs).toContain(station('Alexanderplatz'));
    expect(city.hubs).not.toContain(station('Hermannplatz'));
  });

  it('has a ride between any two stations, in steps of neighbours', () => {
    for (const from of city.stations) {
      const ride = findRide(city, from, station('Ostkreuz'));
      expect(ride[0]).toBe(from);
      expect(ride.at(-1)).toBe(station('Ostkreuz'));
      ride.slice(1).forEach((next, index) => expect(city.neighbours.get(ride[index]!)).toContain(next));
    }
  });
});
