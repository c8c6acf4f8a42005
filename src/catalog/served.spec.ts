import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EMPTY } from './compiled-catalogs.js';
import { Served } from './served.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('Served', () => {
  it('makes a wanted version ready once', () => {
    const served = new Served(EMPTY);
    expect(served.wants('v2')).toBe(true);
    expect(served.wants('v2')).toBe(false);
    served.madeReady('v2', undefined);
    expect(served.wants('v2')).toBe(false);
    expect(served.toTell(0)).toMatchObject({ ready: 'v2', fault: undefined });
  });

  it('tries one that failed again, but not at once, and tells of its fault all the while', () => {
    const served = new Served(EMPTY);
    served.wants('v2');
    served.madeReady('v2', 'CATALOG_BROKEN');
    expect(served.wants('v2')).toBe(false);
    expect(served.toTell(0)).toMatchObject({ ready: undefined, fault: 'CATALOG_BROKEN', faultOf: 'v2' });
    jest.advanceTimersByTime(500);
    expect(served.wants('v2')).toBe(true);
    expect(served.toTell(0)).toMatchObject({ fault: 'CATALOG_BROKEN', faultOf: 'v2' });
    served.madeReady('v2', undefined);
    expect(served.toTell(0)).toMatchObject({ ready: 'v2', fault: undefined, faultOf: undefined });
  });

  it('takes another version at once after one that failed', () => {
    const served = new Served(EMPTY);
    served.wants('v2');
    served.madeReady('v2', 'CATALOG_BROKEN');
    expect(served.wants('v3')).toBe(true);
    expect(served.toTell(0)).toMatchObject({ fault: undefined, faultOf: undefined });
  });
});
