import { expect, it } from '@jest/globals';
import { ERRORS } from '../contract/errors.js';
import { writeAsyncApi } from './async-api.js';
import { HTTP_ROUTES } from './http-routes.js';
import { refusalsOf } from './routes/http-route.js';
import { isObject, objectAt, type Json, type JsonObject } from './json.js';
import { writeOpenApi } from './open-api.js';

const OPEN_API = writeOpenApi();

it('has every route of the table, with its roles', () => {
  const written = Object.entries(objectAt(OPEN_API, 'paths')).flatMap(([path, methods]) =>
    Object.entries(objectAt(methods)).map(([method, operation]) => [method, path, objectAt(operation)['x-roles']]),
  );
  const known = HTTP_ROUTES.map(({ method, path, roles }) => [method, path, roles === 'open' ? [] : roles]);
  expect(written.sort()).toEqual(known.sort());
});

it('has every code that a route can refuse with, under its status', () => {
  for (const route of HTTP_ROUTES) {
    const responses = objectAt(OPEN_API, 'paths', route.path, route.method, 'responses');
    for (const code of refusalsOf(route)) {
      const media = objectAt(responses, String(ERRORS[code].status), 'content', 'application/problem+json');
      expect(objectAt(media, 'examples', code, 'value')).toMatchObject({ code, status: ERRORS[code].status });
    }
  }
});

it('tells the path parameters of every path', () => {
  for (const [path, methods] of Object.entries(objectAt(OPEN_API, 'paths'))) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(objectAt(methods))) {
      const parameters = (objectAt(operation).parameters ?? []) as JsonObject[];
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(named);
    }
  }
});

it('takes times as they come in, and tells them as they go out', () => {
  const fieldsOf = (name: string) => objectAt(OPEN_API, 'components', 'schemas', name, 'properties');
  expect(objectAt(fieldsOf('ProfileWrite'), 'at').anyOf).toMatchObject([{ type: 'integer' }, { format: 'date-time' }]);
  expect(fieldsOf('ConsentEntry').at).toMatchObject({ type: 'string', format: 'date-time' });
});

it('refuses unknown keys in requests only, and leaves growing lists open', () => {
  const schemas = objectAt(OPEN_API, 'components', 'schemas');
  expect(schemas.DecisionRequest).toMatchObject({ additionalProperties: false });
  expect(schemas.DecisionAnswer).not.toHaveProperty('additionalProperties');
  expect(objectAt(schemas, 'Problem', 'properties').code).toMatchObject({ 'x-extensible-enum': Object.keys(ERRORS) });
  expect(objectAt(schemas, 'Problem', 'properties').code).not.toHaveProperty('enum');
});

it.each([
  ['openapi.json', OPEN_API],
  ['asyncapi.json', writeAsyncApi()],
])('every reference of %s points at something', (_name, document) => {
  const references = findReferences(document);
  expect(references.length).toBeGreaterThan(20);
  const lost = references.filter((reference) => {
    const path = reference.split('/').slice(1);
    return objectAt(document, ...path.slice(0, -1))[path.at(-1)!] === undefined;
  });
  expect(lost).toEqual([]);
});

function findReferences(json: Json): string[] {
  if (Array.isArray(json)) return json.flatMap(findReferences);
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : findReferences(value),
  );
}
