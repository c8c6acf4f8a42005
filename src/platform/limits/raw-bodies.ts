import type { FastifyInstance } from 'fastify';
import { Refused } from '../../contract/errors.js';

/** Where files come in, as the router knows them. */
export const FILE_PATHS: ReadonlySet<string | undefined> = new Set([
  '/v1/catalog/uploads',
  '/v1/models/:name/versions',
]);
/** A type of our own, under which nobody else's body is read. */
const RAW = 'application/vnd.proxima.file';

/**
 * Lets the bodies of uploads through as they come, whatever they call themselves: no more of them is held than a piece,
 * and who may not upload is refused before anything is read.
 */
export function takeRawUploads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isForm = request.headers['content-type']?.startsWith('multipart/');
    if (request.method === 'POST' && FILE_PATHS.has(request.routeOptions.url) && !isForm)
      request.headers['content-type'] = RAW;
    done();
  });
  fastify.addContentTypeParser(RAW, (request, payload, done) => {
    if (FILE_PATHS.has(request.routeOptions.url)) done(null, payload);
    else done(new Refused('UNSUPPORTED_MEDIA_TYPE'), undefined);
  });
}
