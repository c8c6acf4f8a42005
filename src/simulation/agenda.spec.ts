import { describe, expect, it } from '@jest/globals';
import { Agenda } from './agenda.js';
import { createRandom } from './random.js';

describe('agenda', () => {
  it('hands out what is due in order of time, and in order of adding where times are equal', () => {
    const agenda = new Agenda();
    const random = createRandom(3);
    const times = Array.from({ length: 500 }, () => Math.floor(random.between(0, 50)));
    const happened: [number, number][] = [];
    times.forEach((atMs, index) => agenda.add(atMs, () => void happened.push([atMs, index])));
    for (let nowMs = 0; nowMs <= 50; nowMs += 10) {
      for (let action = agenda.takeDue(nowMs); action; action = agenda.takeDue(nowMs)) action();
      expect(Math.max(...happened.map(([atMs]) => atMs))).toBeLessThanOrEqual(nowMs);
    }
    expect(happened).toEqual(times.map((atMs, index) => [atMs, index]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!));
    expect(agenda.nextMs).toBeUndefined();
  });
});
