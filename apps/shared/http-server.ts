import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, type ProblemCode, problemBody } from './problem.ts';

/** The public server of a replica. Every limit is stated, so that no default of Node is measured by accident. */
export function createPublicServer(listener: RequestListener, replica: string): Server {
  const server = createServer(
    {
      // Longer than nginx keeps an idle connection, so that Node is never the one to close it under a request.
      keepAliveTimeout: 120_000,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      maxHeaderSize: 16 * 1024, // 16 KiB, Node's default: the size sweep runs into it
    },
    listener,
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') refuse(socket, codeOf(error), replica);
    else socket.destroy();
  });
  return server;
}

function codeOf(error: NodeJS.ErrnoException): ProblemCode {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'headers_too_large';
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_timeout';
  return 'malformed_request';
}

/** There is no response object yet, so the answer is written by hand. */
function refuse(socket: Socket, code: ProblemCode, replica: string): void {
  const body = JSON.stringify(problemBody(code));
  const { status } = new Problem(code);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-replica: ${replica}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
