import { ERRORS, problem, problemType, type ErrorCode } from '../contract/errors.js';
import { REASONS } from '../core/types/reason.js';
import { HTTP_ROUTES } from './http-routes.js';
import { refusalsOf, type HttpAnswer, type HttpRoute, type Parameter } from './routes/http-route.js';
import type { Json, JsonObject } from './json.js';
import { joinComponents, writeSchemas, type SchemaBook } from './schema-book.js';
import { VERSION } from './version.js';

const DESCRIPTION =
  'Real-time next-best-offer decisions. Unknown keys are refused. Times are ISO 8601 in UTC on the way out, and ISO 8601 ' +
  'with a zone or epoch milliseconds on the way in. Every refusal is a problem (RFC 9457) with a stable `code`. ' +
  'Answers may get more fields, and lists under `x-extensible-enum` more values.';

/** The HTTP interface as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
export function writeOpenApi(routes: readonly HttpRoute[] = HTTP_ROUTES): JsonObject {
  const requests = writeSchemas(routes.flatMap(schemasOfRequest), { io: 'input', target: 'draft-2020-12' });
  const told = routes.flatMap(({ answers }) =>
    Object.values(answers).flatMap(({ schema, line }) => schema ?? line ?? []),
  );
  const answers = writeSchemas([...told, problem], { io: 'output', target: 'draft-2020-12' });
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = writeOperation(route, requests, answers);
  return {
    openapi: '3.1.0',
    info: { title: 'Proxima', version: VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } }, // prettier-ignore
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: joinComponents(requests, answers),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    'x-reason-codes': Object.fromEntries(Object.entries(REASONS).map(([code, { text }]) => [code, text])),
  };
}

function schemasOfRequest({ body, pathParameters = {}, query = {}, headers = {} }: HttpRoute) {
  const parameters = [pathParameters, query, headers].flatMap(Object.values<Parameter>).map(({ schema }) => schema);
  return body ? [body, ...parameters] : parameters;
}

function writeOperation(route: HttpRoute, requests: SchemaBook, answers: SchemaBook): JsonObject {
  const { id, group, summary, description, roles, body, pathParameters, query, headers } = route;
  const parameters = [
    ...writeParameters('path', pathParameters ?? {}, requests),
    ...writeParameters('query', query ?? {}, requests),
    ...writeParameters('header', headers ?? {}, requests),
  ];
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(description ? { description } : {}),
    security: roles === 'open' ? [] : [{ bearer: [] }],
    'x-roles': roles === 'open' ? [] : [...roles],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: requests.of(body) } } } }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, writeAnswer(answer, answers)]),
      ),
      ...writeRefusals(route, answers),
    },
  };
}

function writeParameters(
  place: 'path' | 'query' | 'header',
  named: Record<string, Parameter>,
  book: SchemaBook,
): JsonObject[] {
  return Object.entries(named).map(([name, { schema, description, isRequired = place === 'path' }]) => ({
    name,
    in: place,
    required: isRequired,
    description,
    schema: book.of(schema),
  }));
}

function writeAnswer({ description, schema, mediaType, line }: HttpAnswer, book: SchemaBook): JsonObject {
  if (schema) return { description, content: { 'application/json': { schema: book.of(schema) } } };
  const lines: JsonObject = line ? { 'application/x-ndjson': { schema: book.of(line) } } : {};
  if (mediaType) return { description, content: { ...lines, [mediaType]: {} } };
  return { description };
}

/** One response a status, with one example for each code that comes under it. */
function writeRefusals(route: HttpRoute, book: SchemaBook): JsonObject {
  const responses: JsonObject = {};
  const codes = refusalsOf(route);
  for (const status of new Set(codes.map((code) => ERRORS[code].status))) {
    const ofStatus = codes.filter((code) => ERRORS[code].status === status);
    const examples = Object.fromEntries(ofStatus.map((code) => [code, writeExample(code, route.path)]));
    const own = route.answers[status];
    const described = own ? writeAnswer(own, book) : { description: `${ofStatus.join(', ')}.` };
    const content = (described.content ?? {}) as JsonObject;
    responses[status] = {
      ...described,
      content: { ...content, 'application/problem+json': { schema: book.of(problem), examples } },
    };
  }
  return responses;
}

function writeExample(code: ErrorCode, path: string): Json {
  const { status, title } = ERRORS[code];
  return {
    summary: title,
    value: { type: problemType(code), title, status, code, detail: title, instance: path, issues: [] },
  };
}
