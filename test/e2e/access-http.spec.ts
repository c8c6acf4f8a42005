import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type request from 'supertest';
import { TestApp } from '../support/app.js';
import { ADMIN_TOKEN, BEARERS, bearerToken, OTHER, OWN, worthlessTokens, type Bearer } from '../support/callers.js';
import { TestRedis } from '../support/redis.js';

/** Who may do what: the one place where it is written. Whom a line does not name is FORBIDDEN. */
interface Access {
  path?: string;
  body?: object;
  /** Gets this status. A device that is not named may not act for this customer (`ann`). */
  may: Partial<Record<Bearer, number>>;
}

/** Who brings catalogs live. */
const MARKETING = (status: number) => ({ operator: status, marketer: status, admin: status });
const UPLOADING = (status: number) => ({
  ...MARKETING(status),
  'foreign-operator': status,
  'foreign-marketer': status,
});
/** Who may look at them, in this tenant and in another. */
const LOOKING = (status: number) => ({
  ...UPLOADING(status),
  auditor: status,
  'foreign-auditor': status,
});
/** Who may release models, in this tenant and in another. */
const RELEASING = (status: number) => ({
  operator: status,
  scientist: status,
  admin: status,
  'foreign-operator': status,
  'foreign-scientist': status,
});
const AUDITING = (status: number) => ({ ...RELEASING(status), auditor: status, 'foreign-auditor': status });
const consent = { purpose: 'marketing', status: 'granted', textVersion: '1' };
const order = { customer: OWN, touchpoint: 'web', placements: ['hero'] };
const event = { eventId: 'e', type: 'visit', category: 'bar', at: 0 };
let decisionId: string;

/** A tenant's own roles act in it; in another tenant they meet customers of that one, who are none of ours. */
const ACCESS: Record<string, Access> = {
  'POST /v1/decisions': {
    body: order,
    may: { device: 200, till: 200, operator: 200, admin: 200, 'foreign-device': 200, 'foreign-till': 200, 'foreign-operator': 200 }, // prettier-ignore
  },
  'POST /v1/decisions/preview': {
    body: { touchpoint: 'web', placements: ['hero'] },
    may: { operator: 200, marketer: 200, scientist: 200, admin: 200, 'foreign-operator': 200, 'foreign-marketer': 200, 'foreign-scientist': 200 }, // prettier-ignore
  },
  'POST /v1/decisions/:id/replay': {
    may: { operator: 200, marketer: 200, scientist: 200, auditor: 200, admin: 200, 'foreign-operator': 404, 'foreign-marketer': 404, 'foreign-scientist': 404, 'foreign-auditor': 404 }, // prettier-ignore
  },
  'DELETE /v1/customers/:id': {
    path: `/v1/customers/${OTHER}`,
    may: { 'other-device': 200, operator: 200, admin: 200, 'foreign-operator': 200 },
  },
  'GET /v1/catalog/offers': {
    may: { operator: 200, marketer: 200, scientist: 200, admin: 200, 'foreign-operator': 200, 'foreign-marketer': 200, 'foreign-scientist': 200 }, // prettier-ignore
  },
  'POST /v1/catalog/uploads': {
    body: { offers: [] }, // The same file of the same tenant is the same upload.
    may: { ...UPLOADING(200), marketer: 202, 'foreign-marketer': 202 },
  },
  'GET /v1/catalog/uploads': { may: LOOKING(200) },
  'GET /v1/catalog/uploads/:id': { may: LOOKING(404) },
  'GET /v1/catalog/uploads/:id/file': { may: UPLOADING(404) },
  'DELETE /v1/catalog/uploads/:id': { may: UPLOADING(404) },
  'GET /v1/catalog/mappings': { may: UPLOADING(200) },
  'PUT /v1/catalog/mappings/:name': {
    path: '/v1/catalog/mappings/own',
    body: {},
    may: UPLOADING(204),
  },
  'GET /v1/catalog/versions': { may: LOOKING(200) },
  'GET /v1/catalog/versions/:version/diff': { may: LOOKING(404) },
  'POST /v1/catalog/versions/:version/publish': {
    may: UPLOADING(404),
  },
  'POST /v1/catalog/rollback': { may: UPLOADING(409) },
  'GET /v1/catalog/publications/:id': { may: LOOKING(404) },
  'GET /v1/catalog/audit': { may: LOOKING(200) },
  'GET /v1/catalog/stops': { may: LOOKING(200) },
  'POST /v1/catalog/stops': {
    body: { offer: 'nobody-has-it' },
    may: UPLOADING(200),
  },
  'DELETE /v1/catalog/stops/:id': {
    path: '/v1/catalog/stops/offer:none',
    may: UPLOADING(404),
  },
  'GET /v1/catalog/stock': {
    may: { operator: 200, marketer: 200, admin: 200, 'foreign-operator': 200, 'foreign-marketer': 200 },
  },
  'GET /v1/features': {
    may: { operator: 200, scientist: 200, admin: 200, 'foreign-operator': 200, 'foreign-scientist': 200 },
  },
  'GET /v1/models': { may: AUDITING(200) },
  'POST /v1/models/:name/versions': { path: '/v1/models/propensity/versions', may: RELEASING(422) },
  'GET /v1/models/:name/versions': { path: '/v1/models/propensity/versions', may: AUDITING(200) },
  'GET /v1/models/:name/versions/:version': { path: '/v1/models/propensity/versions/2', may: AUDITING(404) },
  'DELETE /v1/models/:name/versions/:version': { path: '/v1/models/propensity/versions/2', may: RELEASING(404) },
  'GET /v1/models/:name/versions/:version/file': { path: '/v1/models/propensity/versions/1/file', may: RELEASING(200) },
  'GET /v1/models/:name/aliases': { path: '/v1/models/propensity/aliases', may: AUDITING(200) },
  'PUT /v1/models/:name/aliases/:alias': {
    path: '/v1/models/propensity/aliases/shadow-1',
    body: { version: '1' },
    may: RELEASING(200),
  },
  'DELETE /v1/models/:name/aliases/:alias': { path: '/v1/models/propensity/aliases/shadow-9', may: RELEASING(404) },
  'POST /v1/models/:name/promote': {
    path: '/v1/models/propensity/promote',
    body: { version: '7' },
    may: RELEASING(404),
  },
  'POST /v1/models/:name/rollback': { path: '/v1/models/propensity/rollback', may: RELEASING(409) },
  'POST /v1/models/:name/versions/:version/evaluations': {
    path: '/v1/models/propensity/versions/9/evaluations',
    may: RELEASING(404),
  },
  'POST /v1/models/:name/versions/:version/calibrations': {
    path: '/v1/models/propensity/versions/9/calibrations',
    may: RELEASING(404),
  },
  'GET /v1/models/:name/versions/:version/drift': {
    path: '/v1/models/propensity/versions/1/drift',
    may: AUDITING(404),
  },
  'GET /v1/models/:name/versions/:version/history': {
    path: '/v1/models/propensity/versions/1/history',
    may: AUDITING(200),
  },
  'GET /v1/models/:name/audit': { path: '/v1/models/propensity/audit', may: AUDITING(200) },
  'GET /v1/exports/decisions': {
    may: { operator: 200, scientist: 200, auditor: 200, admin: 200, 'foreign-operator': 200, 'foreign-scientist': 200, 'foreign-auditor': 200 }, // prettier-ignore
  },
  'GET /v1/decisions/:id': {
    may: { operator: 200, marketer: 200, scientist: 200, auditor: 200, admin: 200, 'foreign-operator': 404, 'foreign-marketer': 404, 'foreign-scientist': 404, 'foreign-auditor': 404 }, // prettier-ignore
  },
  'GET /v1/customers/:id/profile': {
    may: { device: 200, operator: 200, admin: 200, 'foreign-device': 404, 'foreign-operator': 404 },
  },
  'PUT /v1/customers/:id/profile': {
    path: `/v1/customers/${OTHER}/profile`,
    body: { locale: 'de' },
    may: { operator: 204, admin: 204, 'foreign-operator': 204 },
  },
  'GET /v1/customers/:id/consents': {
    may: { device: 200, operator: 200, auditor: 200, admin: 200, 'foreign-device': 200, 'foreign-operator': 200, 'foreign-auditor': 200 }, // prettier-ignore
  },
  'POST /v1/customers/:id/consents': {
    body: consent,
    may: { device: 201, till: 201, operator: 201, admin: 201, 'foreign-device': 201, 'foreign-till': 201, 'foreign-operator': 201 }, // prettier-ignore
  },
  'POST /v1/events': {
    body: { customer: OWN, events: [event] },
    may: { device: 200, till: 200, operator: 200, admin: 200, 'foreign-device': 200, 'foreign-till': 200, 'foreign-operator': 200 }, // prettier-ignore
  },
};
/** Probes, metrics and the contract: no token. */
const OPEN = [
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
  'GET /asyncapi.json',
  'GET /reference',
  'GET /reference/style.css',
  'GET /phone',
  'GET /city',
  'GET /assets/:name',
  'GET /maps/streets.pmtiles',
  'GET /console/setup',
  'GET /demo/token',
];
/** Open, and still not there on an engine that has no maps, is no demo, and whose pages are perhaps not built. */
const MAY_BE_MISSING = /^GET \/(phone|city|assets|maps|demo)/;

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, env: { PROXIMA_ADMIN_TOKEN: ADMIN_TOKEN } });
  await (await app.device(OWN)).grantAll();
  await app
    .http('put', `/v1/customers/${OWN}/profile`)
    .send({ attributes: { secret: 'of default' } })
    .expect(204);
  const decided = await app.http('post', '/v1/decisions').send(order).expect(200);
  decisionId = (decided.body as { decisionId: string }).decisionId;
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

function call(route: string, token: string): request.Test {
  const [method, pattern] = route.split(' ') as [string, string];
  const { path, body } = ACCESS[route] ?? {};
  const id = pattern.startsWith('/v1/decisions') ? decisionId : OWN;
  const asked = app.http(method.toLowerCase() as 'get', path ?? pattern.replace(':id', id), token);
  return body ? asked.send(body) : asked;
}

it('every route has its line in the table, and every line its route', () => {
  const routes = app.routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route));
  expect(routes.sort()).toEqual([...Object.keys(ACCESS), ...OPEN].sort());
});

it('HEAD asks for what GET asks for', async () => {
  for (const route of app.routes.filter((known) => known.startsWith('HEAD '))) {
    expect(app.routes).toContain(route.replace('HEAD', 'GET'));
    const { status } = await app.http('head', route.slice(5).replace(':id', OWN), '');
    const asked = route.replace('HEAD', 'GET');
    const wanted = OPEN.includes(asked) ? [200, ...(MAY_BE_MISSING.test(asked) ? [404] : [])] : [401];
    expect([route, wanted.includes(status), status]).toEqual([route, true, status]);
  }
});

describe.each(Object.keys(ACCESS))('%s', (route) => {
  it.each(BEARERS)('%s', async (bearer) => {
    const answer = await call(route, await bearerToken(bearer));
    const wanted = ACCESS[route]!.may[bearer] ?? 403;
    expect(answer.status).toBe(wanted);
    if (wanted === 403) expect(answer.body).toMatchObject({ code: 'FORBIDDEN' });
    if (bearer.startsWith('foreign-')) expect(answer.text ?? '').not.toContain('of default');
  });

  it('a worthless token is UNAUTHENTICATED, whatever is wrong with it', async () => {
    for (const [fault, token] of Object.entries({ ...(await worthlessTokens()), none: '' })) {
      const { status, body } = await call(route, token);
      expect([fault, status, (body as { code: string }).code]).toEqual([fault, 401, 'UNAUTHENTICATED']);
    }
  });
});

it('another scheme than Bearer is UNAUTHENTICATED', async () => {
  for (const scheme of ['Basic', 'Token', '', 'Bearer Bearer']) {
    const authorization = `${scheme} ${await bearerToken('operator')}`;
    await app.http('get', `/v1/customers/${OWN}/profile`, '').set({ authorization }).expect(401);
  }
  await app.http('get', `/v1/customers/${OWN}/profile?token=${await bearerToken('operator')}`, '').expect(401);
});

it('what another tenant writes under the same name is its own', async () => {
  const rival = await bearerToken('foreign-operator');
  await app
    .http('put', `/v1/customers/${OWN}/profile`, rival)
    .send({ attributes: { secret: 'of rival' } })
    .expect(204);
  const own = await app.http('get', `/v1/customers/${OWN}/profile`);
  expect(own.body).toMatchObject({ attributes: { secret: 'of default' } });
});

it('no message can name another tenant', async () => {
  await app
    .http('post', '/v1/decisions')
    .send({ ...order, tenant: 'rival' })
    .expect(400);
  await app.http('get', `/v1/customers/rival:${OWN}/profile`).expect(404);
});
