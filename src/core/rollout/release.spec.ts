import { describe, expect, it } from '@jest/globals';
import { bucketOf } from './bucket.js';
import { holds } from './bands.js';
import {
  challenge,
  championShare,
  dueShare,
  firstRelease,
  forget,
  nextStep,
  promote,
  rollBack,
  shadow,
  shareOf,
  withdraw,
  type Release,
  type ReleaseFault,
} from './release.js';

const AT = 1_800_000_000_000;

function whole(changed: Release | ReleaseFault): Release {
  if (typeof changed === 'string') throw new Error(changed);
  return changed;
}

const tried = (release: Release, alias: string, version: string, share: number, now = AT) =>
  whole(challenge(release, { alias, version, share, now }));

describe('a release', () => {
  it('begins with one champion for all', () => {
    const release = firstRelease('1');
    expect([release.revision, release.champion, championShare(release)]).toEqual([0, '1', 100]);
  });

  it('gives a challenger its share, always of the same customers, and more of them as it grows', () => {
    const small = tried(firstRelease('1'), 'challenger-1', '2', 5);
    const large = tried(small, 'challenger-1', '2', 25, AT + 1);
    const [before, after] = [small.challengers[0]!, large.challengers[0]!];
    expect([shareOf(before), shareOf(after), championShare(large)]).toEqual([5, 25, 75]);
    const customers = Array.from({ length: 2_000 }, (_, i) => bucketOf(`c${i}`));
    const inside = customers.filter((bucket) => holds(before.bands, bucket));
    expect(inside.length).toBeGreaterThan(50);
    expect(inside.every((bucket) => holds(after.bands, bucket))).toBe(true);
    expect([after.trial, after.step, after.since]).toEqual([before.trial, 1, AT + 1]);
    expect(large.revision).toBe(2);
  });

  it('begins another trial with another version', () => {
    const first = tried(firstRelease('1'), 'challenger-1', '2', 5);
    const second = tried(first, 'challenger-1', '3', 5, AT + 1);
    expect(second.challengers[0]!.trial).not.toBe(first.challengers[0]!.trial);
    expect(second.challengers[0]!.bands).toEqual(first.challengers[0]!.bands);
    expect(second.challengers[0]!.step).toBe(0);
  });

  it('lets several challengers and shadows stand side by side, not without end', () => {
    let release = firstRelease('1');
    for (let i = 1; i <= 4; i += 1) release = tried(release, `challenger-${i}`, String(i + 1), 20);
    expect(championShare(release)).toBe(20);
    expect(challenge(release, { alias: 'challenger-5', version: '6', share: 1, now: AT })).toBe('TOO_MANY');
    expect(challenge(release, { alias: 'challenger-1', version: '2', share: 41, now: AT })).toBe('NO_ROOM');
    for (let i = 1; i <= 4; i += 1) release = whole(shadow(release, { alias: `shadow-${i}`, version: '7', now: AT }));
    expect(shadow(release, { alias: 'shadow-5', version: '7', now: AT })).toBe('TOO_MANY');
    expect(whole(shadow(release, { alias: 'shadow-4', version: '8', now: AT })).shadows).toHaveLength(4);
  });

  it('takes a challenger or shadow away, and says when there is none', () => {
    const release = whole(
      shadow(tried(firstRelease('1'), 'challenger-1', '2', 5), { alias: 'shadow-1', version: '3', now: AT }),
    );
    expect(whole(withdraw(release, 'challenger-1'))).toMatchObject({ challengers: [], shadows: [{ version: '3' }] });
    expect(whole(withdraw(release, 'shadow-1'))).toMatchObject({ shadows: [], challengers: [{ version: '2' }] });
    expect(withdraw(release, 'shadow-2')).toBe('NOT_THERE');
  });

  it('forgets a version that decides nothing, and no other', () => {
    const champion = promote(promote(promote(firstRelease('1'), '2'), '3'), '4');
    const tried5 = tried(champion, 'challenger-1', '5', 5);
    const release = whole(shadow(tried5, { alias: 'shadow-1', version: '6', now: AT }));
    for (const version of ['4', '5', '6']) expect(forget(release, version)).toBe('IN_USE');
    expect(forget(release, '3')).toEqual({ ...release, previous: ['2', '1'], revision: release.revision + 1 });
    expect(whole(forget(release, '9')).previous).toEqual(['3', '2', '1']);
  });

  it('leaves no way back to the champion that there is, where the one between its two times has gone', () => {
    const twice = promote(promote(promote(firstRelease('1'), '2'), '3'), '2');
    const left = whole(forget(twice, '3'));
    expect(left).toMatchObject({ champion: '2', previous: ['1'] });
    expect(whole(rollBack(left))).toMatchObject({ champion: '1', previous: [] });
    expect(whole(rollBack({ ...left, previous: ['2', '2', '1'] }))).toMatchObject({ champion: '1' });
  });

  it('knows what the ramp of a challenger wants, when its time has come', () => {
    const [challenger] = tried(firstRelease('1'), 'challenger-1', '2', 5).challengers;
    const ramping = { ...challenger!, rampMinutes: 10 };
    expect([dueShare(challenger!, AT * 2), dueShare(ramping, AT + 599_999), dueShare(ramping, AT + 600_000)]).toEqual([
      undefined,
      undefined,
      10,
    ]);
    const [all] = tried(firstRelease('1'), 'challenger-1', '2', 100).challengers;
    expect(dueShare({ ...all!, rampMinutes: 10 }, AT + 600_000)).toBe(100);
  });

  it('promotes and goes back, step by step', () => {
    const release = tried(tried(firstRelease('1'), 'challenger-1', '2', 5), 'challenger-2', '3', 5);
    const second = promote(release, '2');
    expect(second).toMatchObject({ champion: '2', previous: ['1'], challengers: [{ version: '3' }] });
    const third = promote(second, '3');
    expect(third).toMatchObject({ champion: '3', previous: ['2', '1'], challengers: [] });
    const back = whole(rollBack(third));
    expect(back).toMatchObject({ champion: '2', previous: ['1'], revision: third.revision + 1 });
    expect(whole(rollBack(back))).toMatchObject({ champion: '1', previous: [] });
    expect(rollBack(whole(rollBack(back)))).toBe('NOTHING_BEFORE');
  });

  it('ramps by 1, 5, 10, 25, 50 and 100 %', () => {
    const steps: number[] = [];
    for (let step = nextStep(0); step !== undefined; step = nextStep(step)) steps.push(step);
    expect(steps).toEqual([1, 5, 10, 25, 50, 100]);
    expect(nextStep(7)).toBe(10);
  });
});
