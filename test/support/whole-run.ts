import type { TestApp } from './app.js';
import { SQUARE } from './catalog.js';
import type { Device } from './device.js';

/** Every event and every route once, for one customer: what a day with the engine leaves behind. */
export async function runEverything(app: TestApp, customer: string, position: object = SQUARE): Promise<Device> {
  const device = await (await app.device(customer)).grantAll();
  await app
    .http('put', `/v1/customers/${customer}/profile`)
    .send({ locale: 'de', affinities: { bar: 0.6 } })
    .expect(204);
  await device.ask('context:report', { at: Date.now(), values: { weather: 'sunny', companion: 'alone' } });
  await device.report({ ...position, at: Date.now() - 60_000 });
  const { deliveryId, decisionId } = await device.push();
  const about = { deliveryId, at: Date.now() };
  await device.feedback(
    { eventId: 'seen', type: 'impression', ...about },
    { eventId: 'yes', type: 'accept', ...about },
    { eventId: 'not-here', type: 'dismiss', reason: 'not-here', ...about },
    { eventId: 'been', type: 'visit', category: 'bar', at: Date.now() },
  );
  await device.request({ placements: ['card', 'banner'] });
  await device.ask('position:report', { fixes: [{ ...position, accuracyMetres: 9, at: Date.now() }] });
  const events = [{ eventId: 'bought', type: 'purchase', category: 'bar', at: Date.now() }];
  await app.http('post', '/v1/events').send({ customer, events }).expect(200);
  const order = { customer, touchpoint: 'web', placements: ['hero'], position, explain: true };
  await app.http('post', '/v1/decisions').set('idempotency-key', 'order-1').send(order).expect(200);
  const consent = { purpose: 'marketing', channel: 'call', status: 'withdrawn', textVersion: '1' };
  await app.http('post', `/v1/customers/${customer}/consents`).send(consent).expect(201);
  await app.http('get', `/v1/customers/${customer}/consents`).expect(200);
  await app.http('get', `/v1/customers/${customer}/profile`).expect(200);
  await app.http('get', `/v1/decisions/${decisionId}`).expect(200);
  return device;
}
