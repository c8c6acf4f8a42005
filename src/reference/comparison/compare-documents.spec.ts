import { describe, expect, it } from '@jest/globals';
import { writeAsyncApi } from '../async-api.js';
import { objectAt, resolve, type JsonObject } from '../json.js';
import { writeOpenApi } from '../open-api.js';
import { compareAsyncApi } from './compare-async-api.js';
import { compareOpenApi } from './compare-open-api.js';

const OPEN_API = writeOpenApi();
const ASYNC_API = writeAsyncApi();

function change(document: JsonObject, edit: (copy: JsonObject) => void): JsonObject {
  const copy = structuredClone(document);
  edit(copy);
  return copy;
}

/** To hold all paths against each other for each of them, and for each field, would take a minute. */
const onlyPath = (path: string): JsonObject => ({ ...OPEN_API, paths: { [path]: objectAt(OPEN_API, 'paths', path) } });
const operation = (document: JsonObject, path: string, method: string) => objectAt(document, 'paths', path, method);
const OPERATIONS = Object.entries(objectAt(OPEN_API, 'paths')).flatMap(([path, methods]) =>
  Object.keys(objectAt(methods)).map((method) => [path, method] as const),
);
const EVENTS = Object.keys(objectAt(ASYNC_API, 'operations'));

describe('the HTTP interface', () => {
  it('breaks nobody by staying as it is', () => expect(compareOpenApi(OPEN_API, OPEN_API)).toEqual([]));

  it.each(OPERATIONS)('%s %s is missed', (path, method) => {
    const before = onlyPath(path);
    const after = change(before, (copy) => {
      delete objectAt(copy, 'paths', path)[method];
      if (Object.keys(objectAt(copy, 'paths', path)).length === 0) delete objectAt(copy, 'paths')[path];
    });
    const breaks = compareOpenApi(before, after);
    expect(breaks).toHaveLength(1);
    expect(breaks[0]).toMatch(/^(\w+ )?\/.+ was removed$/);
    expect(breaks[0]).toContain(path);
    expect(compareOpenApi(after, before)).toEqual([]);
  });

  it('every field of every answer is missed, by its name', () => {
    const told = OPERATIONS.flatMap(([path, method]) =>
      Object.entries(objectAt(operation(OPEN_API, path, method), 'responses')).flatMap(([status, response]) => {
        const { schema } = objectAt(response, 'content', 'application/json');
        return Object.keys(objectAt(resolve(schema, OPEN_API), 'properties')).map((name) => ({
          path,
          method,
          status,
          name,
        }));
      }),
    );
    expect(told.length).toBeGreaterThan(30);
    for (const { path, method, status, name } of told) {
      const before = onlyPath(path);
      const after = change(before, (copy) => {
        const { schema } = objectAt(operation(copy, path, method), 'responses', status, 'content', 'application/json');
        delete objectAt(resolve(schema, copy), 'properties')[name];
      });
      expect(compareOpenApi(before, after)).toContain(
        `${method.toUpperCase()} ${path}: answer ${status}: ${name} was removed`,
      );
    }
  });

  it('every optional field of every body breaks when it is needed', () => {
    for (const [path, method] of OPERATIONS) {
      const bodyOf = (document: JsonObject) =>
        resolve(
          objectAt(operation(document, path, method), 'requestBody', 'content', 'application/json').schema,
          document,
        );
      for (const name of Object.keys(objectAt(bodyOf(OPEN_API), 'properties'))) {
        const before = onlyPath(path);
        const after = change(before, (copy) => void (bodyOf(copy).required = [name]));
        const wasNeeded = ((bodyOf(OPEN_API).required ?? []) as string[]).includes(name);
        const breaks = compareOpenApi(before, after);
        expect(breaks).toEqual(wasNeeded ? [] : [`${method.toUpperCase()} ${path}: body: ${name} is needed now`]);
      }
    }
  });

  it.each<[string, (copy: JsonObject) => void, string]>([
    ['a role', (copy) => (operation(copy, '/v1/decisions', 'post')['x-roles'] = ['till', 'operator']), 'POST /v1/decisions is no longer for the role device'],
    ['a token', (copy) => (operation(copy, '/health/live', 'get')['x-roles'] = ['operator']), 'GET /health/live needs a token now'],
    ['a needed header', (copy) => (((operation(copy, '/v1/decisions', 'post').parameters as JsonObject[])[0]!).required = true), 'POST /v1/decisions: the parameter Idempotency-Key (header) is needed now'],
    ['another status', (copy) => delete objectAt(operation(copy, '/v1/decisions', 'post'), 'responses')['200'], 'POST /v1/decisions no longer answers with 200'],
    ['another media type', (copy) => (objectAt(operation(copy, '/reference', 'get'), 'responses', '200').content = { 'text/plain': {} }), 'GET /reference: the answer 200 is no longer text/html'],
    ['a body that was none', (copy) => (operation(copy, '/v1/customers/{id}/profile', 'get').requestBody = { content: {} }), 'GET /v1/customers/{id}/profile needs a body now'],
    ['a body that is none', (copy) => delete operation(copy, '/v1/events', 'post').requestBody, 'POST /v1/events takes no body any more'],
    ['a body of another type', (copy) => (objectAt(operation(copy, '/v1/events', 'post'), 'requestBody').content = {}), 'POST /v1/events no longer takes application/json'],
  ])('%s breaks', (_name, edit, line) => expect(compareOpenApi(OPEN_API, change(OPEN_API, edit))).toEqual([line])); // prettier-ignore
});

describe('the sockets', () => {
  it('break nobody by staying as they are', () => expect(compareAsyncApi(ASYNC_API, ASYNC_API)).toEqual([]));

  it.each(EVENTS)('%s is missed', (key) => {
    const after = change(ASYNC_API, (copy) => delete objectAt(copy, 'operations')[key]);
    expect(compareAsyncApi(ASYNC_API, after)).toEqual([`the event ${key.replace('-', ':')} was removed`]);
    expect(compareAsyncApi(after, ASYNC_API)).toEqual([]);
  });

  const schema = (copy: JsonObject, name: string) => objectAt(copy, 'components', 'schemas', name);
  it.each<[string, (copy: JsonObject) => void, string]>([
    ['a namespace that goes', (copy) => delete objectAt(copy, 'channels').device, 'the namespace /v1/device was removed'],
    ['a namespace that moves', (copy) => (objectAt(copy, 'channels', 'device').address = '/v2/device'), 'the namespace /v1/device became /v2/device'],
    ['a role that goes', (copy) => (objectAt(copy, 'channels', 'device')['x-roles'] = ['till']), 'the namespace /v1/device is no longer for the role device'],
    ['the other way', (copy) => (objectAt(copy, 'operations', 'offer-push').action = 'receive'), 'the event offer:push goes the other way now'],
    ['a needed field of a payload', (copy) => (schema(copy, 'OfferRequest').required = ['touchpoint', 'placements', 'limit']), 'offer:request: payload: limit is needed now'],
    ['a field that an ack loses', (copy) => delete objectAt(schema(copy, 'PositionAck'), 'properties').moment, 'position:report: ack: data.moment was removed'],
    ['a field that a push loses', (copy) => delete objectAt(schema(copy, 'OfferPush'), 'properties').seq, 'offer:push: payload: seq was removed'],
    ['a field that a push may lack', (copy) => (schema(copy, 'OfferPush').required = (schema(copy, 'OfferPush').required as string[]).filter((name) => name !== 'reason')), 'offer:push: payload: reason may be missing now'],
  ])('%s breaks', (_name, edit, line) => expect(compareAsyncApi(ASYNC_API, change(ASYNC_API, edit))).toContain(line)); // prettier-ignore
});
