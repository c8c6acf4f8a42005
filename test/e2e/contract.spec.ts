import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { writeAsyncApi } from '../../src/reference/async-api.js';
import { HTTP_ROUTES } from '../../src/reference/http-routes.js';
import { objectAt } from '../../src/reference/json.js';
import { writeOpenApi } from '../../src/reference/open-api.js';
import { DEVICE_NAMESPACE } from '../../src/reference/socket-events.js';
import { TestApp } from '../support/app.js';
import { findSocketEvents } from '../support/gateways.js';
import { TestRedis } from '../support/redis.js';
import { findUntold, findUntoldAck, findUntoldPush } from '../support/told-contract.js';

let redis: TestRedis;
let app: TestApp;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis });
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const documented = () =>
  Object.entries(objectAt(writeOpenApi(), 'paths')).flatMap(([path, methods]) =>
    Object.keys(objectAt(methods)).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );

describe('the documents and the engine', () => {
  it('know the same routes', () => {
    const routes = app.routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route));
    const untold = routes.filter((route) => !documented().includes(route));
    const unserved = documented().filter((route) => !routes.includes(route));
    // Whoever adds a route adds it to src/reference/http-routes.ts, and runs `npm run contract`.
    expect({ untold, unserved }).toEqual({ untold: [], unserved: [] });
  });

  it('give them to the same roles', () => {
    const guarded = rolesOfRoutes();
    for (const { method, path, roles } of HTTP_ROUTES) {
      const key = `${method.toUpperCase()} ${path}`;
      expect([key, guarded.get(key)]).toEqual([key, roles]);
    }
  });

  it('know the same socket events', () => {
    const operations = Object.values(objectAt(writeAsyncApi(), 'operations')).map((operation) => objectAt(operation));
    const told = operations.filter(({ action }) => action === 'receive').map(({ title }) => String(title));
    const taken = findSocketEvents(app.nest);
    // Whoever adds an event adds it to src/reference/socket-events.ts, and runs `npm run contract`.
    expect(told.sort()).toEqual(taken.map(({ event }) => event).sort());
    expect(new Set(taken.map(({ namespace }) => namespace))).toEqual(new Set([DEVICE_NAMESPACE]));
  });
});

describe('served to everyone', () => {
  it('the documents, as they are written', async () => {
    const openApi = await app
      .http('get', '/openapi.json', '')
      .expect(200)
      .expect('content-type', /^application\/json/);
    expect(openApi.body).toEqual(writeOpenApi());
    const asyncApi = await app.http('get', '/asyncapi.json', '').expect(200);
    expect(asyncApi.body).toEqual(writeAsyncApi());
  });

  it('a page that tells every route, event and code, and every link of which leads somewhere', async () => {
    const { text } = await app
      .http('get', '/reference', '')
      .expect(200)
      .expect('content-type', /^text\/html/);
    const words = HTTP_ROUTES.flatMap(({ id, path, summary }) => [`id="${id}"`, path, summary]);
    const codes = ['IDEMPOTENCY_MISMATCH', 'QUIET_HOURS'].map((code) => `<code>${code}</code>`);
    const events = findSocketEvents(app.nest).map(({ event }) => `<code>${event}</code>`);
    expect([...words, ...codes, ...events].filter((word) => !text.includes(word))).toEqual([]);
    const anchors = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  });

  it('the page runs nothing, asks nobody else, and may not be framed', async () => {
    const { text, headers } = await app.http('get', '/reference', '').expect(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/<script|<style|<iframe| style=| on[a-z]+="|https?:\/\/|@import|url\(/i);
    const wanted = [...text.matchAll(/(?:href|src)="([^"#][^"]*)"/g)].map(([, target]) => target!);
    expect(new Set(wanted)).toEqual(new Set(['data:,', 'reference/style.css', 'openapi.json', 'asyncapi.json']));
    const style = await app
      .http('get', '/reference/style.css', '')
      .expect(200)
      .expect('content-type', /^text\/css/);
    expect(style.text).not.toMatch(/url\(|@import/);
  });
});

describe('what the contract does not tell is found out', () => {
  const told = { method: 'GET', route: '/health/live', status: 200, contentType: 'application/json' };
  const live = { ...told, body: '{"status":"live"}' };
  const refusal = {
    type: 't',
    title: 't',
    status: 422,
    code: 'EVENT_MISMATCH',
    detail: 'd',
    instance: '/',
    issues: [],
  };
  const refused = { status: 422, contentType: 'application/problem+json', body: JSON.stringify(refusal) };

  it('on HTTP', () => {
    expect(findUntold(live)).toBeUndefined();
    expect(findUntold({ ...live, body: '{"status":"live","since":1}' })).toMatch(/more than the contract tells/);
    expect(findUntold({ ...live, body: '{"status":"dead"}' })).toMatch(/status Invalid/);
    expect(findUntold({ ...live, status: 418 })).toMatch(/answered 418$/);
    expect(findUntold({ ...live, ...refused })).toMatch(/EVENT_MISMATCH/);
  });

  it('in acks and pushes', () => {
    const conflict = { code: 'CONFLICT', message: '', issues: [] } as const;
    expect(findUntoldAck('context:report', { ok: true, data: { accepted: 1 } })).toBeUndefined();
    expect(findUntoldAck('context:report', { ok: true, data: { accepted: 1, more: 1 } })).toMatch(/more than/);
    expect(findUntoldAck('context:report', { ok: false, error: { ...conflict, issues: [] } })).toMatch(/as CONFLICT/);
    expect(findUntoldPush('offer:push', { seq: 1 })).toMatch(/deliveryId/);
  });
});

/** `METHOD /path/{id}` to the roles of its guard, read from Nest's own metadata. */
function rolesOfRoutes(): Map<string, unknown> {
  const modules = [...app.nest.get(ModulesContainer).values()];
  const routes = modules
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype: Record<string, object> }).prototype;
      const base = Reflect.getMetadata(PATH_METADATA, metatype as object) as string;
      return Object.getOwnPropertyNames(prototype).flatMap((name) => {
        const handler = prototype[name]!;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) return [];
        const parts = `${base}/${Reflect.getMetadata(PATH_METADATA, handler) as string}`.split('/').filter(Boolean);
        const path = `/${parts.map((part) => part.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
        return [[`${RequestMethod[method]} ${path}`, Reflect.getMetadata('roles', handler) as unknown] as const];
      });
    });
  return new Map(routes);
}
