import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
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

/** nginx closes idle pooled connections after 2 s; wait a little longer before closing them from this side. */
const idleGraceMs = 3000;

/**
 * Ends a server without hurting a request. It stops listening, so that the balancer goes elsewhere, and goes on
 * serving the connections that are open, each of which is asked to close with its next answer. Idle ones are
 * left to the balancer first: closing one in the moment in which it is used would lose that request.
 * At the deadline the rest is cut.
 */
export async function drain(server: Server, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    // `http.Server.close` would close the idle connections at once; the one of `net` leaves them alone.
    NetServer.prototype.close.call(server, () => resolve());
  });
  const stop = new AbortController();
  const after = (ms: number, act: () => void) =>
    delay(ms, undefined, { signal: stop.signal }).then(act, () => undefined);
  const graceOver = after(Math.min(idleGraceMs, deadlineMs), () => server.closeIdleConnections());
  const deadlineOver = after(deadlineMs, () => server.closeAllConnections());
  await closed;
  stop.abort();
  await Promise.all([graceOver, deadlineOver]);
}
