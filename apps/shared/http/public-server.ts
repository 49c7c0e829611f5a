import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem, type ProblemCode, problemBody } from './problem.ts';

/**
 * The public server of a replica. Every limit is stated, so the lab measures no default of Node by accident. Where Node
 * would answer itself, or not at all, the server answers with a problem of the contract that names the replica.
 */
export function createPublicServer(listener: RequestListener, replica: string): Server {
  /** The newest answer on a connection. */
  const answers = new WeakMap<object, ServerResponse>();
  const server = createServer(
    {
      // Longer than nginx keeps an idle connection, so Node never closes a connection that a request has just used. The
      // answer announces this time; Node closes the connection a second later.
      keepAliveTimeout: 120_000,
      keepAliveTimeoutBuffer: 1_000,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      // Node looks for requests that take too long only this often: by default every 30 s, which would make 10 s up to
      // 40 s.
      connectionsCheckingInterval: 1_000,
      // 8 KiB, for all headers together, because nginx takes no more for one of them (`large_client_header_buffers`):
      // a credential that is too large in front of nginx is too large at the replica as well.
      maxHeaderSize: 8 * 1024,
      // `protocolFault` checks it, because Node's own refusal has no body.
      requireHostHeader: false,
    },
    (req, res) => {
      answers.set(req.socket, res);
      const code = protocolFault(req);
      if (code !== null) {
        answerWith(res, code, replica);
        return;
      }
      identify(req, res, replica);
      // A draining server no longer listens, and asks for every connection back: so the balancer sends no further
      // request on it.
      if (!server.listening) res.setHeader('Connection', 'close');
      listener(req, res);
    },
  );
  server.on('checkExpectation', (_req, res) => answerWith(res, 'expectation_failed', replica));
  server.on('connect', (_req, socket) => {
    socket.on('error', () => socket.destroy());
    writeAnswer(socket, 'method_unsupported', replica);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const answer = answers.get(socket);
    // A second answer would end up inside the first one, or the client would take it for the answer to its next
    // request.
    const answered = answer?.headersSent && !(answer.writableFinished && answer.req.complete);
    if (answered || !socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else writeAnswer(socket, codeOf(error), replica);
  });
  return server;
}

const acceptableId = /^[\w.-]{1,64}$/;

/**
 * Every answer names its replica and its request, so that a run can be joined with nginx's log, and tells the browser
 * to believe its media type.
 */
function identify({ headers }: IncomingMessage, res: ServerResponse, replica: string): void {
  const given = headers['x-request-id'];
  const requestId = typeof given === 'string' && acceptableId.test(given) ? given : randomUUID();
  res.setHeader('x-replica', replica);
  res.setHeader('x-request-id', requestId);
  res.setHeader('x-content-type-options', 'nosniff');
}

function codeOf(error: NodeJS.ErrnoException): ProblemCode {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    return beginsWithTooLongAddress(error) ? 'uri_too_long' : 'headers_too_large';
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_timeout';
  return 'malformed_request';
}

/** Node counts the address among the headers. Its error holds the packet, which mostly begins with the request line. */
function beginsWithTooLongAddress(error: Error): boolean {
  const packet = 'rawPacket' in error ? error.rawPacket : null;
  return Buffer.isBuffer(packet) && /^[A-Z]+ [^ \r\n]{8000}/.test(packet.toString('latin1'));
}

/** nginx closes idle pooled connections after 2 s; wait a little longer before closing them from this side. */
const idleGraceMs = 3000;

/**
 * Ends a server without losing a request. The server stops listening, so the balancer goes elsewhere. It goes on
 * serving the open connections and asks each of them to close with its next answer. The balancer may close idle
 * connections first: a connection that this side closed at the moment of its use would lose a request. At the deadline
 * the server cuts the rest.
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

/** The characters of RFC 3986 for a host, a port, and the brackets of an IPv6 address. */
const hostShape = /^[\w.~!$&'()*+,;=%:[\]-]+$/;

/**
 * What is wrong with the request as HTTP, although Node's parser has read it. Null: nothing.
 * Sources: RFC 9112 sections 2.3 (version), 3.2 (Host) and 6.1 (transfer encodings), RFC 9110 section 5.3 (only a list may
 * be sent in several headers of one name). nginx refuses the same.
 */
export function protocolFault(req: IncomingMessage): ProblemCode | null {
  if (req.httpVersion !== '1.1' && req.httpVersion !== '1.0') return 'http_version_unsupported';
  const encoding = req.headers['transfer-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
    return 'transfer_encoding_unsupported';
  }
  if (count(req.rawHeaders, 'authorization') > 1) return 'malformed_request';
  const hosts = count(req.rawHeaders, 'host');
  if (hosts === 0) return req.httpVersion === '1.0' ? null : 'malformed_request';
  return hosts === 1 && hostShape.test(req.headers.host ?? '') ? null : 'malformed_request';
}

/** Node keeps the first of several such headers, so only the raw list shows the others. */
function count(rawHeaders: readonly string[], wanted: string): number {
  let found = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === wanted.length && name.toLowerCase() === wanted) found += 1;
  }
  return found;
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
