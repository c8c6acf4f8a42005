import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, Refused, type ErrorCode } from '../../contract/errors.js';
import { problemOf } from '../../contract/problem.js';

/** Answers on a connection that has not become a request, or never will, and ends it. */
export function endWithProblem(connection: Duplex, refused: Refused, url: string): void {
  // The other side may be gone already.
  connection.on('error', () => undefined);
  if (!connection.writable) return void connection.destroy();
  const { status, headers, body } = problemOf(refused, url);
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => connection.destroy());
}

/** What Node's own parser refuses never becomes a request, and so never gets to the filter. */
export function refuseUnreadable({ code }: { code?: string }, connection: Duplex): void {
  if (code === 'ECONNRESET' || connection.destroyed) return;
  const known = BY_PARSER_CODE[code ?? ''] ?? 'INVALID_MESSAGE';
  const text = known === 'INVALID_MESSAGE' ? 'This is no HTTP request' : ERRORS[known].title;
  endWithProblem(connection, new Refused(known, text), '/');
}

/** An `Expect` that Node does not know would get a bare 417, and never gets to the filter either. */
export function refuseExpectation({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = problemOf(new Refused('EXPECTATION_FAILED'), url);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }).end(body);
}

const BY_PARSER_CODE: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'TOO_SLOW',
  HPE_HEADER_OVERFLOW: 'TOO_LARGE',
};
