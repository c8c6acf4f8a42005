import { z } from 'zod';
import { exportedDecision, exportParameters } from '../../contract/export.js';
import { featureContract } from '../../contract/features.js';
import {
  aliasName,
  aliasRequest,
  auditQuery,
  modelAuditEntry,
  modelName,
  modelRelease,
  modelRollbackRequest,
  modelVersion,
  promoteRequest,
  versionNumber,
} from '../../contract/models.js';
import { ANY_MEDIA, type HttpRoute, type Parameter } from './http-route.js';

const name = { schema: modelName, description: 'the model' };
const version = { schema: versionNumber, description: 'the version' };
const alias = { schema: aliasName, description: 'the role that a version has' };
const ifMatch = { 'If-Match': { schema: z.string(), description: 'the ETag of the release that must be in force' } };
const released = { 200: { description: 'The release as it is now; its ETag is the revision.', schema: modelRelease } };

/** For those who train the model. */
export const MODEL_ROUTES: readonly HttpRoute[] = [
  {
    method: 'get',
    path: '/v1/features',
    id: 'readFeatures',
    group: 'Models',
    summary: 'Read the features that a model may ask for in its manifest',
    roles: ['operator', 'scientist'],
    answers: { 200: { description: 'Every feature, by name.', schema: featureContract } },
  },
  {
    method: 'get',
    path: '/v1/models',
    id: 'listModels',
    group: 'Models',
    summary: 'Read which versions decide, and for whom',
    roles: ['operator', 'scientist', 'auditor'],
    answers: { 200: { description: 'The one model that decides.', schema: z.array(modelRelease) } },
  },
  {
    method: 'post',
    path: '/v1/models/{name}/versions',
    id: 'uploadModel',
    group: 'Models',
    summary: 'Upload a version',
    description:
      'The body is the ONNX file, of up to 50 MiB, with its manifest (schema ModelStamp) as JSON under the key `proxima` of its ' +
      'metadata. It is looked at before it runs, then tried in a process of its own. What can serve becomes a version, which ' +
      'nothing changes any more and which decides nothing before it has an alias. The same file is the same version. What ' +
      'cannot is refused with every check in `issues`: the code, the advice, and what was looked at.',
    roles: ['operator', 'scientist'],
    pathParameters: { name },
    answers: {
      200: { description: 'It was sent before.', schema: modelVersion },
      201: { description: 'It is a version now.', schema: modelVersion },
    },
    refusals: ['NOT_FOUND', 'MODEL_REFUSED', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'SPACE_FULL'],
  },
  {
    method: 'get',
    path: '/v1/models/{name}/versions',
    id: 'listModelVersions',
    group: 'Models',
    summary: 'List all versions, the first one first',
    roles: ['operator', 'scientist', 'auditor'],
    pathParameters: { name },
    answers: { 200: { description: 'All of them.', schema: z.array(modelVersion) } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/models/{name}/versions/{version}',
    id: 'readModelVersion',
    group: 'Models',
    summary: 'Read a version',
    roles: ['operator', 'scientist', 'auditor'],
    pathParameters: { name, version },
    answers: { 200: { description: 'The version, without its file.', schema: modelVersion } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/models/{name}/versions/{version}/file',
    id: 'readModelFile',
    group: 'Models',
    summary: 'Read the ONNX file of a version, as it serves',
    roles: ['operator', 'scientist'],
    pathParameters: { name, version },
    answers: { 200: { description: 'The file.', mediaType: ANY_MEDIA } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/models/{name}/aliases',
    id: 'readModelRelease',
    group: 'Models',
    summary: 'Read which versions decide, for whom, and how challengers and shadows stand',
    roles: ['operator', 'scientist', 'auditor'],
    pathParameters: { name },
    answers: released,
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'put',
    path: '/v1/models/{name}/aliases/{alias}',
    id: 'assignModelAlias',
    group: 'Models',
    summary: 'Let a version challenge the champion for a share of the customers, shadow it, or take its place',
    roles: ['operator', 'scientist'],
    pathParameters: { name, alias },
    headers: ifMatch,
    body: aliasRequest,
    answers: released,
    refusals: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED', 'GATE_CLOSED'],
  },
  {
    method: 'delete',
    path: '/v1/models/{name}/aliases/{alias}',
    id: 'withdrawModelAlias',
    group: 'Models',
    summary: 'Take a challenger or a shadow away: its customers are the champion’s again',
    roles: ['operator', 'scientist'],
    pathParameters: { name, alias },
    headers: ifMatch,
    answers: released,
    refusals: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  },
  {
    method: 'post',
    path: '/v1/models/{name}/promote',
    id: 'promoteModel',
    group: 'Models',
    summary: 'Make a version the champion',
    description: 'The log must speak for it (see evaluations), or a reason be given, which the audit keeps.',
    roles: ['operator', 'scientist'],
    pathParameters: { name },
    headers: ifMatch,
    body: promoteRequest,
    answers: released,
    refusals: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED', 'GATE_CLOSED'],
  },
  {
    method: 'post',
    path: '/v1/models/{name}/rollback',
    id: 'rollBackModel',
    group: 'Models',
    summary: 'Make the champion before the champion again, and take all challengers away',
    roles: ['operator', 'scientist'],
    pathParameters: { name },
    headers: ifMatch,
    body: modelRollbackRequest,
    answers: released,
    refusals: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED', 'NOTHING_BEFORE'],
  },
  {
    method: 'get',
    path: '/v1/models/{name}/audit',
    id: 'readModelAudit',
    group: 'Models',
    summary: 'Read who uploaded, released and took back what',
    roles: ['operator', 'scientist', 'auditor'],
    pathParameters: { name },
    query: {
      before: { schema: auditQuery.shape.before.unwrap(), description: 'entries older than this one' },
      limit: { schema: z.int().min(1).max(1_000), description: 'how many; 100 when left out' },
    },
    answers: { 200: { description: 'The newest first.', schema: z.array(modelAuditEntry) } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/exports/decisions',
    id: 'exportDecisions',
    group: 'Models',
    summary: 'Export decisions with their features, their chances and what came of them',
    description:
      'A stream of Parquet, CSV or NDJSON from the segments of this machine; a row of NDJSON is an ExportedDecision, and the other formats have the same columns. Without customers who do not grant profiling now, and without those who were erased. One at a time.',
    roles: ['operator', 'scientist', 'auditor'],
    query: exportQueryTold(),
    answers: { 200: { description: 'The file.', mediaType: ANY_MEDIA, line: exportedDecision } },
  },
];

function exportQueryTold(): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(exportParameters).map(([name, schema]) => [name, { schema, description: schema.description! }]),
  );
}
