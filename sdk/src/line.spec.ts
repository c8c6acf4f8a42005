import { describe, expect, it } from '@jest/globals';
import type { ProximaClient } from './client.js';
import type { StateDetail } from './state.js';
import { fakeDevice, manualClock, settled, type FakeDevice } from './testing/index.js';

const SECOND_MS = 1_000;

function statesOf(client: ProximaClient): [string, StateDetail][] {
  const states: [string, StateDetail][] = [];
  client.on('state', (state, detail) => states.push([state, detail]));
  return states;
}

/** An unsigned JWT: the client reads it, the engine would refuse it. */
function aToken(expiresAtMs: number, customer = 'ann'): string {
  const claims = { sub: customer, tenant: 'default', exp: Math.floor(expiresAtMs / 1000) };
  return ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

const resumes = ({ engine }: FakeDevice) => engine.sent.filter(({ event }) => event === 'inbox:resume').length;

describe('states', () => {
  it('connecting, connected, disconnected, resumed', async () => {
    const device = await fakeDevice();
    const states = statesOf(device.client);
    expect(device.client.state).toBe('connected');
    await device.cut();
    await device.restore();
    expect(states.map(([state]) => state)).toEqual(['disconnected', 'resumed']);
    expect(states[0]![1]).toEqual({ code: 'DISCONNECTED', retryInMs: 250 });
  });

  it('suspended after two minutes, and resumed all the same', async () => {
    const device = await fakeDevice();
    await device.cut();
    await device.advance(119 * SECOND_MS);
    expect(device.client.state).toBe('disconnected');
    await device.advance(SECOND_MS);
    expect(device.client.state).toBe('suspended');
    await device.restore();
    expect(device.client.state).toBe('resumed');
  });

  it('closed is disconnected, for good', async () => {
    const device = await fakeDevice();
    device.client.close();
    await device.advance(10 * 60 * SECOND_MS);
    expect(device.client.state).toBe('disconnected');
    expect(resumes(device)).toBe(1);
    await expect(device.client.requestOffers({ touchpoint: 'app-screen', placements: ['card'] })).rejects.toMatchObject(
      {
        code: 'CLOSED',
      },
    );
  });

  it.each(['UNAUTHENTICATED', 'FORBIDDEN'])('%s with a token that does not change is failed', async (code) => {
    const device = await fakeDevice();
    await device.cut({ code });
    await device.advance(SECOND_MS);
    expect(device.client.state).toBe('failed');
    await device.restore();
    expect(device.client.state).toBe('failed');
  });
});

describe('connecting again', () => {
  it('waits longer each time, up to half a minute, while nobody answers', async () => {
    const device = await fakeDevice();
    const states = statesOf(device.client);
    await device.cut();
    await device.advance(100 * SECOND_MS);
    // Chance stands at one half, so these are the halves of the ceilings.
    expect(states.flatMap(([, { retryInMs }]) => retryInMs ?? [])).toEqual(
      [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000, 15_000, 15_000].slice(0, states.length),
    );
    expect(states.length).toBeGreaterThan(8);
  });

  it('begins with short waits again after a line that lasted', async () => {
    const device = await fakeDevice();
    await device.cut();
    await device.advance(20 * SECOND_MS);
    await device.restore();
    await device.advance(6 * SECOND_MS);
    const states = statesOf(device.client);
    await device.cut();
    expect(states).toEqual([['disconnected', { code: 'DISCONNECTED', retryInMs: 250 }]]);
  });

  it('gives up a connection that does not open, and tries another', async () => {
    const device = await fakeDevice();
    const open = device.engine.open.bind(device.engine);
    device.engine.open = () => ({ send: () => new Promise(() => undefined), close: () => undefined });
    await device.cut();
    await device.restore();
    device.engine.open = open;
    await device.advance(25 * SECOND_MS);
    expect(device.client.state).toBe('resumed');
  });

  it('waits at least as long as a refusal asks', async () => {
    const device = await fakeDevice();
    await device.cut({ code: 'TOO_MANY_CONNECTIONS', retryAfterMs: 7_000 });
    await device.advance(250);
    device.engine.closedBecause = undefined;
    await device.advance(6_999);
    expect(device.client.state).toBe('disconnected');
    await device.advance(SECOND_MS);
    expect(device.client.state).toBe('resumed');
  });

  it('comes back to an engine that goes at the time that it was given', async () => {
    const device = await fakeDevice();
    await device.hint({ draining: true, retryAfterMs: 9_000 });
    expect(device.client.state).toBe('connected');
    await device.advance(SECOND_MS);
    device.engine.cut();
    await device.advance(7_999);
    expect(device.client.state).toBe('disconnected');
    await device.advance(SECOND_MS);
    expect(device.client.state).toBe('resumed');
  });

  it('an engine that cannot say what was missed is asked again on another line', async () => {
    const device = await fakeDevice();
    await device.cut();
    device.engine.refuseNext('inbox:resume', { code: 'STATE_UNAVAILABLE', retryAfterMs: SECOND_MS });
    await device.restore();
    expect(device.client.state).toBe('disconnected');
    await device.advance(2 * SECOND_MS);
    expect(device.client.state).toBe('resumed');
  });
});

describe('tokens', () => {
  it('one that ends is changed for a new one before that', async () => {
    const clock = manualClock();
    let asked = 0;
    const getToken = () => aToken(clock.now() + 600 * SECOND_MS + asked++);
    const device = await fakeDevice({ clock, getToken });
    const states = statesOf(device.client);
    await device.advance(539 * SECOND_MS);
    expect(asked).toBe(1);
    await device.advance(2 * SECOND_MS);
    expect(asked).toBe(2);
    expect(device.engine.lastToken).toBe(aToken(clock.now() - SECOND_MS + 600 * SECOND_MS));
    // The app need not hear of it as a loss.
    expect(states.map(([state]) => state)).toEqual(['resumed']);
  });

  it('one that is refused is asked for anew, three times', async () => {
    let asked = 0;
    const device = await fakeDevice({ getToken: () => `token-${asked++}` });
    await device.cut({ code: 'UNAUTHENTICATED' });
    await device.advance(10 * SECOND_MS);
    expect([device.client.state, asked]).toEqual(['failed', 3]);
  });

  it('one that is about to end is not shown any more', async () => {
    const clock = manualClock();
    let asked = 0;
    const getToken = () => aToken(clock.now() + 60 * SECOND_MS + asked++);
    const device = await fakeDevice({ clock, getToken });
    await device.advance(47 * SECOND_MS);
    await device.cut();
    await device.advance(9 * SECOND_MS);
    const before = asked;
    await device.restore();
    expect([device.client.state, asked]).toEqual(['resumed', before + 1]);
  });

  it('one that seems to have ended, by a clock that is wrong, is not asked for without end', async () => {
    const clock = manualClock();
    let asked = 0;
    const getToken = () => ((asked += 1), aToken(clock.now() - 3_600 * SECOND_MS));
    const device = await fakeDevice({ clock, getToken });
    await device.advance(600 * SECOND_MS);
    expect([device.client.state, asked]).toEqual(['connected', 1]);
  });

  it('refusals count from the last time that one was taken', async () => {
    let asked = 0;
    const device = await fakeDevice({ getToken: () => `token-${asked++}` });
    for (let round = 0; round < 4; round += 1) {
      device.engine.closedBecause = { code: 'UNAUTHENTICATED' };
      device.engine.cut();
      await device.advance(250);
      await device.restore();
      expect(device.client.state).toBe('resumed');
    }
  });

  it('getToken that fails is called again; one that gives nothing ends it', async () => {
    let gives: () => string | undefined = () => {
      throw new Error('the backend is away');
    };
    const device = await fakeDevice({ getToken: () => gives() });
    expect(device.client.state).toBe('disconnected');
    gives = () => 'token';
    await device.advance(SECOND_MS);
    expect(device.client.state).toBe('connected');
    gives = () => undefined;
    await device.cut({ code: 'UNAUTHENTICATED' });
    await device.advance(10 * SECOND_MS);
    expect(device.client.state).toBe('failed');
  });

  it('a token of another customer ends it: what is kept is not theirs', async () => {
    const clock = manualClock();
    let customer = 'ann';
    const device = await fakeDevice({ clock, getToken: () => aToken(clock.now() + 600 * SECOND_MS, customer) });
    const states = statesOf(device.client);
    customer = 'bob';
    await device.advance(600 * SECOND_MS);
    await settled();
    expect(states).toEqual([['failed', { code: 'CUSTOMER_CHANGED' }]]);
  });
});
