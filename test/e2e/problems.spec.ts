import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type request from 'supertest';
import { ERRORS, type ErrorCode } from '../../src/contract/errors.js';
import { TestApp } from '../support/app.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

let redis: TestRedis;
let app: TestApp;
let till: string;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis });
  till = await tokenFor('till', 'till-1');
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const ORDER = { customer: 'ann', touchpoint: 'web', placements: ['hero'] };
const decide = () => app.http('post', '/v1/decisions');
const asJson = (call: request.Test) => call.set('content-type', 'application/json');

const CASES: [string, ErrorCode, () => request.Test][] = [
  ['no body', 'INVALID_MESSAGE', () => decide()],
  ['an empty body', 'INVALID_MESSAGE', () => asJson(decide()).send('')],
  ['a body that is no JSON', 'INVALID_MESSAGE', () => asJson(decide()).send('{"customer":')],
  ['a __proto__ key', 'INVALID_MESSAGE', () => asJson(decide()).send('{"__proto__":{"admin":true}}')],
  ['a constructor key', 'INVALID_MESSAGE', () => asJson(decide()).send('{"constructor":{"prototype":{"a":1}}}')],
  ['a body that is an array', 'INVALID_MESSAGE', () => asJson(decide()).send('[]')],
  ['an unknown key', 'INVALID_MESSAGE', () => decide().send({ ...ORDER, colour: 'red' })],
  ['a customer with braces', 'INVALID_MESSAGE', () => app.http('get', '/v1/customers/%7Bann%7D/profile')],
  ['a customer of 200 letters', 'INVALID_MESSAGE', () => app.http('get', `/v1/customers/${'a'.repeat(200)}/profile`)],
  ['a customer of 128 letters', 'NOT_FOUND', () => app.http('get', `/v1/customers/${'a'.repeat(128)}/profile`)],
  ['a customer of 600 letters', 'INVALID_MESSAGE', () => app.http('get', `/v1/customers/${'a'.repeat(600)}/profile`)],
  ['an unknown touchpoint', 'UNKNOWN_TOUCHPOINT', () => decide().send({ ...ORDER, touchpoint: 'billboard' })],
  ['no token', 'UNAUTHENTICATED', () => app.http('post', '/v1/decisions', '').send(ORDER)],
  ['a role that may not', 'FORBIDDEN', () => app.http('get', '/v1/decisions/x', till)],
  ['an unknown path', 'NOT_FOUND', () => app.http('get', '/v1/nothing')],
  ['a known path with another method', 'NOT_FOUND', () => app.http('delete', '/v1/decisions')],
  ['an unknown decision', 'NOT_FOUND', () => app.http('get', '/v1/decisions/no-such')],
  ['an unknown customer', 'NOT_FOUND', () => app.http('get', '/v1/customers/no-such/profile')],
  ['a body over 1 MiB', 'TOO_LARGE', () => decide().send({ ...ORDER, customer: 'a'.repeat(1024 * 1024) })],
  ['a form', 'UNSUPPORTED_MEDIA_TYPE', () => decide().type('form').send(ORDER)],
  ['plain text', 'UNSUPPORTED_MEDIA_TYPE', () => decide().type('text/plain').send('hello')],
  ['a path that cannot be decoded', 'INVALID_MESSAGE', () => app.http('get', '/v1/customers/%E0%A4%A/profile')],
];

it.each(CASES)('%s: %s as problem+json', async (_name, code, call) => {
  const { status, title } = ERRORS[code];
  const answer = await call();
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect({ status: answer.status, body: answer.body as object }).toEqual({
    status,
    body: {
      type: `urn:proxima:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      code,
      detail: expect.any(String),
      instance: expect.stringMatching(/^\/v1\//),
      issues: expect.any(Array),
    },
  });
  expect(answer.text.length).toBeLessThan(3_000);
  expect(answer.text).not.toMatch(/node_modules|\.ts:|\bat \S+ \(/);
});

it('names each fault with its path', async () => {
  const answer = await decide().send({ customer: 'a b', touchpoint: 7, placements: [], limit: 99 }).expect(400);
  const { issues } = answer.body as { issues: { path: string }[] };
  expect(issues.map(({ path }) => path).sort()).toEqual(['customer', 'limit', 'placements', 'touchpoint']);
});

it('answers the probes without a token', async () => {
  await app.http('get', '/health/live', '').expect(200, { status: 'live' });
  await app.http('get', '/health/ready', '').expect(200, { status: 'ready', reasons: [] });
});

it('sends the headers that keep a browser safe', async () => {
  const { headers } = await app.http('get', '/health/live', '');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
  expect(headers).not.toHaveProperty('x-powered-by');
});
