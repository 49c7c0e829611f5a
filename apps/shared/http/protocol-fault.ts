import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem, type ProblemCode, problemBody } from './problem.ts';

/** The characters of RFC 3986 for a host, a port, and the brackets of an IPv6 address. */
const hostShape = /^[\w.~!$&'()*+,;=%:[\]-]+$/;

/**
 * What is wrong with the request as HTTP, although Node's parser has read it. Null: nothing.
 * Sources: RFC 9112 sections 2.3 (version), 3.2 (Host) and 6.1 (transfer encodings). nginx refuses the same.
 */
export function protocolFault(req: IncomingMessage): ProblemCode | null {
  if (req.httpVersion !== '1.1' && req.httpVersion !== '1.0') return 'http_version_unsupported';
  const encoding = req.headers['transfer-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
    return 'transfer_encoding_unsupported';
  }
  const hosts = countHosts(req.rawHeaders);
  if (hosts === 0) return req.httpVersion === '1.0' ? null : 'malformed_request';
  return hosts === 1 && hostShape.test(req.headers.host ?? '') ? null : 'malformed_request';
}

/** Node keeps the first of several Host headers, so only the raw list shows the others. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

/** Answers with the problem and closes the connection: after a fault of HTTP nothing is sure about its next bytes. */
export function answerWith(res: ServerResponse, code: ProblemCode, replica: string): void {
  const { status, headers, body } = answerOf(code, replica);
  res.writeHead(status, headers);
  res.end(body);
}

/** Does the same where there is no response object yet: the answer is written by hand. */
export function writeAnswer(socket: Duplex, code: ProblemCode, replica: string): void {
  const { status, headers, body } = answerOf(code, replica);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const start = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
  socket.end(`${[start, ...lines].join('\r\n')}\r\n\r\n${body}`);
}

function answerOf(code: ProblemCode, replica: string) {
  const body = JSON.stringify(problemBody(code));
  const headers = {
    'Content-Type': 'application/problem+json',
    'Content-Length': `${Buffer.byteLength(body)}`,
    'Cache-Control': 'no-store',
    'x-replica': replica,
    Connection: 'close',
  };
  return { status: new Problem(code).status, headers, body };
}
