import fc from 'fast-check';

/**
 * Messages that the engine takes. Times are given as the distance from now in seconds (`SECONDS_AGO`), and deliveries by
 * a number (`DELIVERY`), since both are known only when a message is sent.
 */
export const SECONDS_AGO = '~ago~';
export const DELIVERY = '~delivery~';

export interface Message {
  event: string;
  payload: unknown;
}

const at = fc.oneof(
  { arbitrary: fc.constant(`${SECONDS_AGO}0`), weight: 5 },
  fc.integer({ min: -200, max: 1_000 }).map((seconds) => `${SECONDS_AGO}${seconds}`),
);
const near = (middle: number) => fc.integer({ min: -300, max: 300 }).map((steps) => middle + steps * 1e-5);
const word = fc.constantFrom('a', 'b-1', 'x.y', 'A:1', 'id@x', 'constructor', '__proto__', 'toString');
const category = fc.constantFrom('coffee', 'bar', 'takeaway', 'constructor');
const context = fc.record(
  {
    weather: fc.constantFrom('sunny', 'rainy'),
    temperature: fc.integer({ min: -60, max: 60 }),
    companion: fc.constantFrom('alone', 'friends'),
    screen: fc.constantFrom('on', 'off'),
  },
  { requiredKeys: [] },
);
const fix = fc.record(
  {
    lat: near(52.5219),
    lng: near(13.4132),
    accuracyMetres: fc.integer({ min: 0, max: 600 }),
    at,
    speedMps: fc.integer({ min: 0, max: 30 }),
    headingDeg: fc.integer({ min: 0, max: 360 }),
    activity: fc.constantFrom('still', 'walking', 'vehicle'),
    mock: fc.boolean(),
  },
  { requiredKeys: ['lat', 'lng', 'accuracyMetres', 'at'] },
);
const order = {
  touchpoint: fc.constantFrom('app-screen', 'app-screen', 'web', 'web', 'nowhere'),
  placements: fc.constant(['card']),
  limit: fc.integer({ min: 1, max: 30 }),
  context,
};
// Now and then one of another customer, or one of long ago: foreign or replayed, to be refused by the event alone.
const deliveryId = fc.nat(1_000).map((n) => `${DELIVERY}${n}`);
const eventId = fc.oneof(fc.uuid(), word);
const about = { eventId, at, deliveryId };
const feedback = fc.oneof(
  fc.record({ ...about, type: fc.constantFrom('delivered', 'impression', 'click', 'accept', 'redeem') }),
  fc.record({
    ...about,
    type: fc.constant('dismiss'),
    reason: fc.constantFrom('not-interested', 'not-here', 'not-now'),
  }),
  fc.record({ eventId, at, type: fc.constant('visit'), category }),
  fc.record({ eventId, at, type: fc.constant('purchase'), category, valueMinor: fc.nat(10_000) }),
  fc.record({ eventId, at, type: fc.constant('rating'), stars: fc.integer({ min: 1, max: 5 }) }),
);
const consent = fc.record({
  purpose: fc.constantFrom('location', 'profiling', 'marketing'),
  // Mostly granted, or nothing would ever be pushed.
  status: fc.constantFrom('granted', 'granted', 'granted', 'withdrawn'),
  textVersion: word,
});
const report = fc.oneof(
  { arbitrary: fix, weight: 4 },
  fc.record({ fixes: fc.array(fix, { minLength: 1, maxLength: 12 }) }),
);

const message = (event: string, payload: fc.Arbitrary<unknown>): fc.Arbitrary<Message> =>
  payload.map((value) => ({ event, payload: value }));

/** What a device sends. */
export const socketMessage: fc.Arbitrary<Message> = fc.oneof(
  { arbitrary: message('position:report', report), weight: 4 },
  message('context:report', fc.record({ at, values: context })),
  message('offer:request', fc.record(order, { requiredKeys: ['touchpoint', 'placements'] })),
  message('feedback:report', fc.record({ events: fc.array(feedback, { minLength: 1, maxLength: 4 }) })),
  message('consent:set', consent),
);

export interface Request {
  method: string;
  path: string;
  body?: unknown;
}

const customer = fc.integer({ min: 0, max: 19 }).map((n) => `fuzz-${n}`);
const position = fc.record({ lat: near(52.5219), lng: near(13.4132), at });
const request = (method: string, path: fc.Arbitrary<string>, body: fc.Arbitrary<unknown>): fc.Arbitrary<Request> =>
  fc.record({ method: fc.constant(method), path, body });
const path = (text: string) => customer.map((id) => text.replace('ID', id));

/** What tills and the operator's systems send. */
export const httpRequest: fc.Arbitrary<Request> = fc.oneof(
  {
    arbitrary: request(
      'POST',
      fc.constant('/v1/decisions'),
      fc.record(
        { customer, ...order, position, explain: fc.boolean() },
        { requiredKeys: ['customer', 'touchpoint', 'placements'] },
      ),
    ),
    weight: 3,
  },
  request(
    'POST',
    fc.constant('/v1/events'),
    fc.record({ customer, events: fc.array(feedback, { minLength: 1, maxLength: 4 }) }),
  ),
  request('POST', path('/v1/customers/ID/consents'), consent),
  request(
    'PUT',
    path('/v1/customers/ID/profile'),
    fc.record(
      {
        locale: fc.constantFrom('de', 'de-AT', 'en'),
        timeZone: fc.constantFrom('Europe/Berlin', 'UTC'),
        attributes: fc.dictionary(fc.constantFrom('age', 'tier', 'constructor'), fc.nat(99)),
        visitsPerMonth: fc.dictionary(category, fc.nat(30)),
        affinities: fc.dictionary(category, fc.constantFrom(0, 0.5, 1)),
        at,
      },
      { requiredKeys: [] },
    ),
  ),
  request('GET', path('/v1/customers/ID/profile'), fc.constant(undefined)),
  request('GET', path('/v1/customers/ID/consents'), fc.constant(undefined)),
  request('GET', fc.constantFrom('/health/live', '/health/ready', '/v1/decisions/none'), fc.constant(undefined)),
);
