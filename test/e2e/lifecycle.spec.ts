import { afterAll, beforeAll, it } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { aFix, heard, openSocket } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

let redis: TestRedis;

beforeAll(async () => {
  redis = await TestRedis.start();
});

afterAll(() => redis?.stop());

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

it('leaves no timer behind when an engine closes while a phone owes it an ack', async () => {
  const before = timers();
  const app = await TestApp.start({ redis });
  await (await app.device('ann')).grantAll();
  const silent = openSocket(app.url, '/v1/device', { token: await tokenFor('device', 'ann') });
  await heard(silent, 'connect');
  const pushed = heard(silent, 'offer:push');
  silent.emit('position:report', aFix());
  await pushed;
  silent.disconnect();
  await app.stop();
  await eventually(() => timers() <= before, 3_000);
});

it('runs beside another engine on the same Redis, and closes without it', async () => {
  const [left, right] = [await TestApp.start({ redis }), await TestApp.start({ redis })];
  await left.stop();
  await right.http('get', '/health/ready', '').expect(200, { status: 'ready', reasons: [] });
  await right.stop();
});
