import { z } from 'zod';
import {
  language,
  mappingName,
  mappingRequest,
  uploadAnswer,
  uploadList,
  uploadQuery,
} from '../../contract/catalog-upload.js';
import { identifier } from '../../contract/primitives.js';
import { ANY_MEDIA, type HttpRoute } from './http-route.js';

const uploadId = { schema: identifier, description: 'the upload' };

/** Files with offers, and the mappings for foreign ones. */
export const UPLOAD_ROUTES: readonly HttpRoute[] = [
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
    refusals: ['TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_MESSAGE', 'RATE_LIMITED', 'SPACE_FULL'],
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
    summary:
      'Cancel an upload that is still worked on; remove one that has ended, and its version if that never served',
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
];
