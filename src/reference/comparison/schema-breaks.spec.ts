import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../json.js';
import { findAnswerBreaks, findRequestBreaks } from './schema-breaks.js';

const DOCUMENT = { components: { schemas: { Ring: { properties: { next: { $ref: '#/components/schemas/Ring' } } } } } };
const object = (properties: JsonObject, required: string[] = [], rest: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  required,
  ...rest,
});
const text = { type: 'string' };
const number = { type: 'number' };
const choice = (...values: string[]): JsonObject => ({ type: 'string', enum: values });
const closed = { additionalProperties: false };

const request = (before: Json, after: Json, document: JsonObject = DOCUMENT) =>
  findRequestBreaks('POST /x', { schema: before, document }, { schema: after, document });
const told = (before: Json, after: Json, document: JsonObject = DOCUMENT) =>
  findAnswerBreaks('GET /x', { schema: before, document }, { schema: after, document });

describe('a request breaks', () => {
  it.each<[string, Json, Json, string[]]>([
    ['when a new property is needed', object({ a: text }), object({ a: text, b: text }, ['b']), ['b is needed now']],
    ['when an optional one is needed', object({ a: text }), object({ a: text }, ['a']), ['a is needed now']],
    ['when a known one is refused', object({ a: text, b: text }, [], closed), object({ a: text }, [], closed), ['b is refused now']],
    ['when unknown ones are refused', object({}), object({}, [], closed), ['* is refused now']],
    ['when its type narrows', object({ a: { type: ['string', 'null'] } }), object({ a: text }), ['a may no longer be null']],
    ['when a number must be whole', number, { type: 'integer' }, ['the whole may no longer be number']],
    ['when anything was taken', {}, text, ['array', 'boolean', 'null', 'number', 'object'].map((type) => `the whole may no longer be ${type}`)],
    ['when a choice narrows', object({ a: choice('x', 'y') }), object({ a: choice('x') }), ['a may no longer be "y"']],
    ['when free text becomes a choice', text, choice('x'), ['the whole may no longer be anything but "x"']],
    ['when a union loses a branch', { anyOf: [text, number] }, text, ['the whole may no longer be number']],
    ['when a limit tightens', { type: 'number', maximum: 10 }, { type: 'number', maximum: 5 }, ['the whole has a tighter limit now (maximum 10 against 5)']],
    ['when a lower limit comes', text, { type: 'string', minLength: 1 }, ['the whole has a tighter limit now (minLength none against 1)']],
    ['when a pattern changes', { type: 'string', pattern: 'a' }, { type: 'string', pattern: 'b' }, ['the whole has a tighter limit now (pattern "a" against "b")']],
    ['within lists', object({ l: { type: 'array', items: choice('x', 'y') } }), object({ l: { type: 'array', items: choice('x') } }), ['l[] may no longer be "y"']],
    ['within free names', { type: 'object', additionalProperties: number }, { type: 'object', additionalProperties: text }, ['* may no longer be number']],
    ['behind a reference', { $ref: '#/components/schemas/Ring' }, text, ['array', 'boolean', 'null', 'number', 'object'].map((type) => `the whole may no longer be ${type}`)],
  ])('%s', (_name, before, after, breaks) => {
    expect(request(before, after)).toEqual(breaks.map((line) => `POST /x: ${line}`));
  }); // prettier-ignore
});

describe('a request does not break', () => {
  it.each<[string, Json, Json]>([
    ['by a new optional property', object({ a: text }, [], closed), object({ a: text, b: text }, [], closed)],
    ['when a property is needed no more', object({ a: text }, ['a']), object({ a: text })],
    ['when a choice widens', choice('x'), choice('x', 'y')],
    ['when a choice becomes free', choice('x'), text],
    ['when a whole number may have a fraction', { type: 'integer' }, number],
    ['by another branch of a union', text, { anyOf: [number, text] }],
    ['when a limit loosens', { type: 'string', maxLength: 5 }, { type: 'string', maxLength: 9 }],
    ['when an entry moves behind a reference', object({}), { $ref: '#/components/schemas/Ring' }],
    ['by a schema that holds itself', { $ref: '#/components/schemas/Ring' }, { $ref: '#/components/schemas/Ring' }],
  ])('%s', (_name, before, after) => expect(request(before, after)).toEqual([]));
});

describe('an answer breaks', () => {
  it.each<[string, Json, Json, string[]]>([
    ['when a property goes', object({ a: text, b: text }, ['b']), object({ a: text }), ['b was removed']],
    ['when an optional one goes', object({ a: text, b: text }), object({ a: text }), ['b was removed']],
    ['when one may be missing', object({ a: text }, ['a']), object({ a: text }), ['a may be missing now']],
    ['when a type widens', object({ a: text }), object({ a: { type: ['string', 'null'] } }), ['a may now be null']],
    ['when a choice widens', choice('x'), choice('x', 'y'), ['the whole may now be "y"']],
    ['when a choice becomes free', choice('x'), text, ['the whole may now be anything but "x"']],
    ['when a union gets a branch', { anyOf: [text] }, { anyOf: [text, number] }, ['the whole may now be number']],
    ['when a limit loosens', { type: 'number', maximum: 1 }, number, ['the whole has a looser limit now (maximum none against 1)']],
    ['deep inside', object({ l: { type: 'array', items: object({ a: text, b: text }) } }), object({ l: { type: 'array', items: object({ a: text }) } }), ['l[].b was removed']],
    ['within a branch', { oneOf: [object({ a: text }), number] }, { oneOf: [object({}), number] }, ['a was removed']],
  ])('%s', (_name, before, after, breaks) => {
    expect(told(before, after)).toEqual(breaks.map((line) => `GET /x: ${line}`));
  }); // prettier-ignore
});

describe('an answer does not break', () => {
  it.each<[string, Json, Json]>([
    ['by a new property', object({ a: text }, ['a']), object({ a: text, b: text }, ['a', 'b'])],
    ['when a choice narrows', choice('x', 'y'), choice('x')],
    ['by a new value of a list that grows', { ...text, 'x-extensible-enum': ['x'] }, { ...text, 'x-extensible-enum': ['x', 'y'] }],
    ['by a schema that holds itself', { $ref: '#/components/schemas/Ring' }, { $ref: '#/components/schemas/Ring' }],
  ])('%s', (_name, before, after) => expect(told(before, after)).toEqual([])); // prettier-ignore
});
