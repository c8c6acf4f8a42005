import { objectAt, textsOf, type Json, type JsonObject } from '../json.js';
import { findAnswerBreaks, findRequestBreaks } from './schema-breaks.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** What a client of the old HTTP interface would stumble over in the new one, in words; nothing when all goes on. */
export function compareOpenApi(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(objectAt(before, 'paths')).flatMap(([path, old]) => {
    const now = objectAt(after, 'paths', path);
    if (Object.keys(now).length === 0) return [`${path} was removed`];
    return METHODS.filter((method) => objectAt(old)[method]).flatMap((method) => {
      const place = `${method.toUpperCase()} ${path}`;
      if (!now[method]) return [`${place} was removed`];
      return compareOperation(place, objectAt(old, method), objectAt(now, method), before, after);
    });
  });
}

function compareOperation(
  place: string,
  old: JsonObject,
  now: JsonObject,
  before: JsonObject,
  after: JsonObject,
): string[] {
  return [
    ...compareRoles(place, old, now),
    ...compareParameters(place, old, now, before, after),
    ...compareBody(place, old, now, before, after),
    ...compareAnswers(place, old, now, before, after),
  ];
}

/** No roles: everyone may. */
export function compareRoles(place: string, old: JsonObject, now: JsonObject): string[] {
  const [had, has] = [textsOf(old['x-roles']), textsOf(now['x-roles'])];
  if (has.length === 0) return [];
  if (had.length === 0) return [`${place} needs a token now`];
  return had.filter((role) => !has.includes(role)).map((role) => `${place} is no longer for the role ${role}`);
}

function compareParameters(
  place: string,
  old: JsonObject,
  now: JsonObject,
  before: JsonObject,
  after: JsonObject,
): string[] {
  const known = byName(old.parameters);
  return [...byName(now.parameters)].flatMap(([name, parameter]) => {
    const was = known.get(name);
    if (!was) return parameter.required === true ? [`${place}: the parameter ${name} is needed now`] : [];
    const breaks = findRequestBreaks(
      `${place}: the parameter ${name}`,
      { schema: was.schema, document: before },
      { schema: parameter.schema, document: after },
    );
    return was.required !== true && parameter.required === true
      ? [`${place}: the parameter ${name} is needed now`, ...breaks]
      : breaks;
  });
}

function byName(parameters: Json | undefined): Map<string, JsonObject> {
  const all = Array.isArray(parameters) ? parameters.map((parameter) => objectAt(parameter)) : [];
  return new Map(all.map((parameter) => [`${String(parameter.name)} (${String(parameter.in)})`, parameter]));
}

function compareBody(place: string, old: JsonObject, now: JsonObject, before: JsonObject, after: JsonObject): string[] {
  if (!now.requestBody) return old.requestBody ? [`${place} takes no body any more`] : [];
  if (!old.requestBody) return [`${place} needs a body now`];
  const taken = objectAt(now, 'requestBody', 'content');
  return Object.entries(objectAt(old, 'requestBody', 'content')).flatMap(([type, was]) => {
    if (!taken[type]) return [`${place} no longer takes ${type}`];
    const is = { schema: objectAt(taken[type]).schema, document: after };
    return findRequestBreaks(`${place}: body`, { schema: objectAt(was).schema, document: before }, is);
  });
}

function compareAnswers(
  place: string,
  old: JsonObject,
  now: JsonObject,
  before: JsonObject,
  after: JsonObject,
): string[] {
  return Object.entries(objectAt(old, 'responses')).flatMap(([status, was]) => {
    const is = objectAt(now, 'responses')[status];
    // That a refusal is gone hurts nobody.
    if (!is) return Number(status) < 400 ? [`${place} no longer answers with ${status}`] : [];
    const told = objectAt(is, 'content');
    return Object.entries(objectAt(was, 'content')).flatMap(([type, media]) => {
      if (!told[type]) return [`${place}: the answer ${status} is no longer ${type}`];
      const schema = { schema: objectAt(told[type]).schema, document: after };
      return findAnswerBreaks(
        `${place}: answer ${status}`,
        { schema: objectAt(media).schema, document: before },
        schema,
      );
    });
  });
}
