import { z } from 'zod';
import {
  auditList,
  language,
  mappingName,
  mappingRequest,
  publication,
  publishRequest,
  rollbackRequest,
  stopAnswer,
  stopList,
  stopRequest,
  uploadAnswer,
  uploadList,
  uploadQuery,
  versionDiff,
  versionList,
} from '../contract/catalog-upload.js';
import { consentEntry, consentsAnswer, consentSet } from '../contract/consent.js';
import { decisionAnswer, decisionRequest, previewRequest } from '../contract/decision.js';
import { erasureAnswer } from '../contract/erasure.js';
import type { ErrorCode } from '../contract/errors.js';
import { explanation } from '../contract/explanation.js';
import { eventsAnswer, eventsRequestDescribed } from '../contract/feedback.js';
import { liveAnswer, readyAnswer } from '../contract/health.js';
import { demoToken, pageSetup } from '../contract/pages.js';
import { identifier } from '../contract/primitives.js';
import { profileAnswer, profileWrite } from '../contract/profile.js';
import { replayAnswer } from '../contract/replay.js';
import { servedCatalog } from '../contract/served-catalog.js';
import { stockAnswer, stockQueryFields } from '../contract/stock.js';
import type { Role } from '../platform/auth/claims.js';

export interface Parameter {
  readonly schema: z.ZodType;
  readonly description: string;
  /** Of a query; parts of a path always are, headers never. */
  readonly isRequired?: boolean;
}

export interface HttpAnswer {
  readonly description: string;
  /** Left out: no body, or one of another media type. */
  readonly schema?: z.ZodType;
  /** `ANY_MEDIA` where it depends on what is asked for. */
  readonly mediaType?: string;
}

export const ANY_MEDIA = '*/*';

/** One route as its callers see it. */
export interface HttpRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly id: string;
  readonly group: 'Decisions' | 'Catalog' | 'Feedback' | 'Customers' | 'Health' | 'Reference' | 'Pages';
  readonly summary: string;
  readonly description?: string;
  /** Who may call it; `open`: everyone, without a token. */
  readonly roles: readonly Role[] | 'open';
  readonly pathParameters?: Readonly<Record<string, Parameter>>;
  readonly query?: Readonly<Record<string, Parameter>>;
  /** Optional ones. */
  readonly headers?: Readonly<Record<string, Parameter>>;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, HttpAnswer>>;
  /** Beyond those that every route with a token, a body or a path parameter can give: see `refusalsOf`. */
  readonly refusals?: readonly ErrorCode[];
}

const uploadId = { schema: identifier, description: 'the upload' };
const version = { schema: identifier, description: 'the version' };
const changeHeaders = {
  'If-Match': {
    schema: z.string(),
    description: 'the ETag that was seen: nothing is changed when another version serves',
  },
  'Idempotency-Key': { schema: identifier, description: 'the same key is the same publication' },
};
const customerId = { schema: identifier, description: 'the customer' };

/** Every HTTP route, in the order of the documents. A test holds it against the routes that the engine really has. */
export const HTTP_ROUTES: readonly HttpRoute[] = [
  {
    method: 'post',
    path: '/v1/decisions',
    id: 'decide',
    group: 'Decisions',
    summary: 'Decide now, for any touchpoint',
    description: 'Gives offers, or silence with its reason. What is granted counts as a contact.',
    roles: ['device', 'till', 'operator'],
    headers: {
      'Idempotency-Key': {
        schema: identifier,
        description: 'The same key of the same customer gives the same decision, for as long as it is kept.',
      },
    },
    body: decisionRequest,
    answers: { 200: { description: 'The decision.', schema: decisionAnswer } },
    refusals: [
      'UNKNOWN_CONTEXT_FIELD',
      'UNKNOWN_TOUCHPOINT',
      'TIMESTAMP_OUT_OF_WINDOW',
      'CONFLICT',
      'IDEMPOTENCY_MISMATCH',
    ],
  },
  {
    method: 'post',
    path: '/v1/decisions/preview',
    id: 'previewDecision',
    group: 'Decisions',
    summary: 'Show what would be decided, with the funnel, without any effect',
    description:
      'Nothing is written, counted or pushed. For a customer as they are, for one with some things otherwise, or for somebody made up.',
    roles: ['operator', 'marketer', 'scientist'],
    body: previewRequest,
    answers: { 200: { description: 'What would be decided.', schema: decisionAnswer } },
    refusals: ['UNKNOWN_CONTEXT_FIELD', 'UNKNOWN_TOUCHPOINT'],
  },
  {
    method: 'post',
    path: '/v1/decisions/{id}/replay',
    id: 'replayDecision',
    group: 'Decisions',
    summary: 'Make a decision again with the versions that it names, and say what differs',
    roles: ['operator', 'marketer', 'scientist', 'auditor'],
    pathParameters: { id: { schema: identifier, description: 'the decision' } },
    answers: { 200: { description: 'What differs; nothing, as a rule.', schema: replayAnswer } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/decisions/{id}',
    id: 'explainDecision',
    group: 'Decisions',
    summary: 'Explain a decision: its record, and its funnel made again',
    roles: ['operator', 'marketer', 'scientist', 'auditor'],
    pathParameters: { id: { schema: identifier, description: 'the decision' } },
    answers: { 200: { description: 'The decision with its funnel.', schema: explanation } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/catalog/offers',
    id: 'readServedOffers',
    group: 'Catalog',
    summary: 'Read the offers that serve now, and the areas in which they hold',
    roles: ['operator', 'marketer', 'scientist'],
    answers: { 200: { description: 'The catalog version that serves now.', schema: servedCatalog } },
  },
  {
    method: 'get',
    path: '/v1/catalog/stock',
    id: 'readStock',
    group: 'Catalog',
    summary: 'Read what is left of the offers that have stock or a budget',
    roles: ['operator', 'marketer'],
    query: {
      cursor: {
        schema: stockQueryFields.cursor,
        description: 'the `next` of the page before; left out: the first page',
      },
      limit: { schema: stockQueryFields.limit, description: 'most offers of one page; left out: 100' },
    },
    answers: { 200: { description: 'One page, by the ids of the offers.', schema: stockAnswer } },
  },
  {
    method: 'post',
    path: '/v1/catalog/uploads',
    id: 'uploadCatalog',
    group: 'Catalog',
    summary: 'Upload a file with offers: a dry run, until its version is published',
    description:
      'The body is the file itself, of up to 1 GiB: CSV, XLSX, JSON, NDJSON or GeoJSON, packed by gzip or not. Its content ' +
      'tells which it is, whatever the content type says. The same file, asked for in the same way, is the same upload.',
    roles: ['marketer', 'operator'],
    query: {
      name: { schema: uploadQuery.shape.name.unwrap(), description: 'what the file is called, for people' },
      mode: {
        schema: uploadQuery.shape.mode,
        description: '`replace`: it is the whole catalog; `merge`: its offers come beside those that serve',
      },
      mapping: { schema: mappingName, description: 'a mapping that is kept, for a foreign sheet' },
      lang: { schema: uploadQuery.shape.lang, description: 'of the problems in the file that is given back' },
    },
    answers: {
      200: { description: 'It was sent before: how far it is.', schema: uploadAnswer },
      202: { description: 'It has come, and will be checked.', schema: uploadAnswer },
    },
    refusals: ['TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_MESSAGE', 'RATE_LIMITED'],
  },
  {
    method: 'get',
    path: '/v1/catalog/uploads',
    id: 'listUploads',
    group: 'Catalog',
    summary: 'List the newest uploads',
    roles: ['marketer', 'operator', 'auditor'],
    answers: { 200: { description: 'Up to 100, newest first.', schema: uploadList } },
  },
  {
    method: 'get',
    path: '/v1/catalog/uploads/{id}',
    id: 'readUpload',
    group: 'Catalog',
    summary: 'Read how far an upload is, what is wrong with it and what it would change',
    roles: ['marketer', 'operator', 'auditor'],
    pathParameters: { id: uploadId },
    query: {
      lang: { schema: language, description: 'of the problems; `en` when left out' },
      from: { schema: z.int().min(0), description: 'the first problem to be told; 0 when left out' },
      limit: { schema: z.int().min(0).max(10_000), description: 'how many problems; 1,000 when left out' },
    },
    answers: { 200: { description: 'The upload.', schema: uploadAnswer } },
    refusals: ['NOT_FOUND', 'INVALID_MESSAGE'],
  },
  {
    method: 'get',
    path: '/v1/catalog/uploads/{id}/file',
    id: 'readUploadBack',
    group: 'Catalog',
    summary: 'Read the file again, with the problem and its fix beside each row',
    roles: ['marketer', 'operator'],
    pathParameters: { id: uploadId },
    answers: { 200: { description: 'CSV and XLSX as they were, JSON as NDJSON.', mediaType: ANY_MEDIA } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'delete',
    path: '/v1/catalog/uploads/{id}',
    id: 'cancelUpload',
    group: 'Catalog',
    summary: 'Cancel an upload that is still worked on',
    roles: ['marketer', 'operator'],
    pathParameters: { id: uploadId },
    answers: { 200: { description: 'The upload.', schema: uploadAnswer } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/catalog/mappings',
    id: 'listMappings',
    group: 'Catalog',
    summary: 'List the mappings for foreign sheets',
    roles: ['marketer', 'operator'],
    answers: { 200: { description: 'Their names.', schema: z.array(z.string()) } },
  },
  {
    method: 'put',
    path: '/v1/catalog/mappings/{name}',
    id: 'keepMapping',
    group: 'Catalog',
    summary: 'Keep a mapping for a foreign sheet',
    roles: ['marketer', 'operator'],
    pathParameters: { name: { schema: mappingName, description: 'its name' } },
    body: mappingRequest,
    answers: { 204: { description: 'It is kept.' } },
    refusals: ['CONFLICT'],
  },
  {
    method: 'get',
    path: '/v1/catalog/versions',
    id: 'listVersions',
    group: 'Catalog',
    summary: 'List the versions of the catalog; the ETag is the one that serves',
    roles: ['marketer', 'operator', 'auditor'],
    answers: { 200: { description: 'Newest first.', schema: versionList } },
  },
  {
    method: 'get',
    path: '/v1/catalog/versions/{version}/diff',
    id: 'compareVersions',
    group: 'Catalog',
    summary: 'Compare a version with another, cell by cell',
    roles: ['marketer', 'operator', 'auditor'],
    pathParameters: { version },
    query: { against: { schema: identifier, description: 'the older one; the one that serves when left out' } },
    answers: { 200: { description: 'What differs.', schema: versionDiff } },
    refusals: ['NOT_FOUND', 'TOO_LARGE', 'INVALID_MESSAGE'],
  },
  {
    method: 'post',
    path: '/v1/catalog/versions/{version}/publish',
    id: 'publishVersion',
    group: 'Catalog',
    summary: 'Let a version serve',
    description: 'All engines make it ready first; then all serve it within a second, and no decision mixes two.',
    roles: ['marketer', 'operator'],
    pathParameters: { version },
    headers: changeHeaders,
    body: publishRequest,
    answers: {
      200: { description: 'It serves.', schema: publication },
      202: { description: 'Engines still make it ready.', schema: publication },
    },
    refusals: ['NOT_FOUND', 'HAS_BAD_ROWS', 'PRECONDITION_FAILED', 'IDEMPOTENCY_MISMATCH', 'NOT_READY'],
  },
  {
    method: 'post',
    path: '/v1/catalog/rollback',
    id: 'rollBack',
    group: 'Catalog',
    summary: 'Let the version serve again that served before',
    roles: ['marketer', 'operator'],
    headers: changeHeaders,
    body: rollbackRequest,
    answers: {
      200: { description: 'It serves.', schema: publication },
      202: { description: 'Engines still make it ready.', schema: publication },
    },
    refusals: ['NOTHING_BEFORE', 'NOT_FOUND', 'PRECONDITION_FAILED', 'IDEMPOTENCY_MISMATCH', 'NOT_READY'],
  },
  {
    method: 'get',
    path: '/v1/catalog/publications/{id}',
    id: 'readPublication',
    group: 'Catalog',
    summary: 'Read how far a publication is',
    roles: ['marketer', 'operator', 'auditor'],
    pathParameters: { id: { schema: identifier, description: 'the publication' } },
    answers: { 200: { description: 'The publication.', schema: publication } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/catalog/audit',
    id: 'readCatalogAudit',
    group: 'Catalog',
    summary: 'Read who published, went back, stopped and lifted what',
    roles: ['marketer', 'operator', 'auditor'],
    query: {
      before: { schema: z.string().regex(/^\d+-\d+$/), description: 'id of the last entry that was read' },
      limit: { schema: z.int().min(1).max(1_000), description: '100 when left out' },
    },
    answers: { 200: { description: 'Newest first; the last 10,000 are kept.', schema: auditList } },
    refusals: ['INVALID_MESSAGE'],
  },
  {
    method: 'get',
    path: '/v1/catalog/stops',
    id: 'listStops',
    group: 'Catalog',
    summary: 'List what is stopped',
    roles: ['marketer', 'operator', 'auditor'],
    answers: { 200: { description: 'All stops in force.', schema: stopList } },
  },
  {
    method: 'post',
    path: '/v1/catalog/stops',
    id: 'stopOffers',
    group: 'Catalog',
    summary: 'Stop an offer, a group or a touchpoint at once',
    description: 'Answers when all engines obey. What was pushed is taken back from screens.',
    roles: ['marketer', 'operator'],
    body: stopRequest,
    answers: { 200: { description: 'It is stopped.', schema: stopAnswer } },
    refusals: ['CONFLICT'],
  },
  {
    method: 'delete',
    path: '/v1/catalog/stops/{id}',
    id: 'liftStop',
    group: 'Catalog',
    summary: 'Lift a stop',
    roles: ['marketer', 'operator'],
    pathParameters: { id: { schema: identifier, description: '`offer:ID`, `group:ID` or `touchpoint:NAME`' } },
    answers: { 204: { description: 'It is lifted.' } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'post',
    path: '/v1/events',
    id: 'recordEvents',
    group: 'Feedback',
    summary: 'Record feedback and behaviour of one customer',
    description:
      'Each event is checked by itself: one that is wrong refuses no other, and its result says so. ' +
      'An `eventId` counts once, however often it is sent.',
    roles: ['device', 'till', 'operator'],
    body: eventsRequestDescribed,
    answers: { 200: { description: 'One result for each event, in their order.', schema: eventsAnswer } },
  },
  {
    method: 'get',
    path: '/v1/customers/{id}/profile',
    id: 'readProfile',
    group: 'Customers',
    summary: 'Read what is known of a customer',
    roles: ['device', 'operator'],
    pathParameters: { id: customerId },
    answers: { 200: { description: 'The profile, with its figures as they are now.', schema: profileAnswer } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'put',
    path: '/v1/customers/{id}/profile',
    id: 'writeProfile',
    group: 'Customers',
    summary: 'Write what is known of a customer',
    description: 'A field that is left out keeps its value; null removes it.',
    roles: ['operator'],
    pathParameters: { id: customerId },
    body: profileWrite,
    answers: { 204: { description: 'Written.' } },
  },
  {
    method: 'get',
    path: '/v1/customers/{id}/consents',
    id: 'readConsents',
    group: 'Customers',
    summary: 'Read the consents in force',
    roles: ['device', 'operator', 'auditor'],
    pathParameters: { id: customerId },
    answers: { 200: { description: 'The newest entry for each purpose and channel.', schema: consentsAnswer } },
  },
  {
    method: 'post',
    path: '/v1/customers/{id}/consents',
    id: 'setConsent',
    group: 'Customers',
    summary: 'Grant or withdraw a consent',
    description: 'In force with the answer. Consent has no default: what was never granted is not there.',
    roles: ['device', 'till', 'operator'],
    pathParameters: { id: customerId },
    body: consentSet,
    answers: { 201: { description: 'The entry as the ledger has it.', schema: consentEntry } },
  },
  {
    method: 'delete',
    path: '/v1/customers/{id}',
    id: 'eraseCustomer',
    group: 'Customers',
    summary: 'Erase all that is kept of a customer (Art. 17 GDPR)',
    description: 'What stands in segments stays as bytes that nobody can read any more: its key is gone.',
    roles: ['device', 'operator'],
    pathParameters: { id: customerId },
    answers: { 200: { description: 'Erased.', schema: erasureAnswer } },
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    group: 'Health',
    summary: 'Figures for Prometheus, of all processes together',
    roles: 'open',
    answers: { 200: { description: 'The text format of Prometheus.', mediaType: 'text/plain' } },
  },
  {
    method: 'get',
    path: '/health/live',
    id: 'live',
    group: 'Health',
    summary: 'Does the process answer?',
    roles: 'open',
    answers: { 200: { description: 'It does.', schema: liveAnswer } },
  },
  {
    method: 'get',
    path: '/health/ready',
    id: 'ready',
    group: 'Health',
    summary: 'Can the engine decide?',
    roles: 'open',
    answers: {
      200: { description: 'It can.', schema: readyAnswer },
      503: { description: 'It cannot, for these reasons.', schema: readyAnswer },
    },
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'openApi',
    group: 'Reference',
    summary: 'This HTTP interface (OpenAPI 3.1)',
    roles: 'open',
    answers: { 200: { description: 'The document.', mediaType: 'application/json' } },
  },
  {
    method: 'get',
    path: '/asyncapi.json',
    id: 'asyncApi',
    group: 'Reference',
    summary: 'The socket interface (AsyncAPI 3.1)',
    roles: 'open',
    answers: { 200: { description: 'The document.', mediaType: 'application/json' } },
  },
  {
    method: 'get',
    path: '/reference',
    id: 'reference',
    group: 'Reference',
    summary: 'Both interfaces as a page to read, without any request to elsewhere',
    roles: 'open',
    answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
  },
  {
    method: 'get',
    path: '/reference/style.css',
    id: 'referenceStyle',
    group: 'Reference',
    summary: 'The look of the page',
    roles: 'open',
    answers: { 200: { description: 'The style sheet.', mediaType: 'text/css' } },
  },
  {
    method: 'get',
    path: '/phone',
    id: 'phonePage',
    group: 'Pages',
    summary: 'A phone to try: walk about, get offers, answer them',
    roles: 'open',
    answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/city',
    id: 'cityPage',
    group: 'Pages',
    summary: 'The city: decisions on a map as they happen',
    roles: 'open',
    answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/assets/{name}',
    id: 'pageAsset',
    group: 'Pages',
    summary: 'What the pages are made of: scripts, styles, the offline map',
    roles: 'open',
    pathParameters: { name: { schema: z.string(), description: 'the file, named by its content' } },
    answers: {
      200: { description: 'The file.', mediaType: ANY_MEDIA },
      206: { description: 'The part that was asked for.', mediaType: ANY_MEDIA },
      304: { description: 'As it was.' },
    },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/maps/streets.pmtiles',
    id: 'streets',
    group: 'Pages',
    summary: 'The streets, when the operator has put a file of them into the folder of maps',
    roles: 'open',
    answers: {
      200: { description: 'The whole file (PMTiles 3).', mediaType: ANY_MEDIA },
      206: { description: 'The part that was asked for.', mediaType: ANY_MEDIA },
      304: { description: 'As it was.' },
    },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/console/setup',
    id: 'pageSetup',
    group: 'Pages',
    summary: 'What a page needs to know of the engine before it has a token',
    roles: 'open',
    answers: { 200: { description: 'How the engine is set up.', schema: pageSetup } },
  },
  {
    method: 'get',
    path: '/demo/token',
    id: 'demoToken',
    group: 'Pages',
    summary: 'A token for everyone, in the demo only',
    description: 'There only with `PROXIMA_DEMO`, which production refuses. Lasts 15 minutes.',
    roles: 'open',
    query: {
      role: { schema: z.enum(['device', 'operator']), description: 'of the token', isRequired: true },
      customer: { schema: identifier, description: 'the customer of the device; goes with that role, which needs it' },
    },
    answers: { 200: { description: 'The token.', schema: demoToken } },
    refusals: ['NOT_FOUND'],
  },
];

/** Every code that the route can refuse with. */
export function refusalsOf({ roles, body, pathParameters, query, headers, refusals = [] }: HttpRoute): ErrorCode[] {
  const codes: ErrorCode[] = [...refusals];
  if (roles !== 'open')
    codes.push('UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'STATE_UNAVAILABLE', 'OVERLOADED', 'DRAINING');
  if (body ?? pathParameters ?? query ?? headers) codes.push('INVALID_MESSAGE');
  if (body) codes.push('TOO_SLOW', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'EXPECTATION_FAILED');
  return [...codes, 'INTERNAL'];
}
