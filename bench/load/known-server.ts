import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** Servers whose behaviour is known, to check what the load generators say about them. */
export interface KnownServer {
  /** Base URL. */
  readonly url: string;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function serveKnown(handler: RequestListener): Promise<KnownServer> {
  // A minute of keep-alive: no connection ends by itself during a test.
  const server = createServer({ keepAliveTimeout: 60_000 }, handler);
  return listen(server, () => server.closeAllConnections());
}

/**
 * A server below HTTP, for answers that no HTTP server gives. `onRequest` is called for each chunk that comes, which
 * for small requests is each request; `count` is 1 for the first on its connection.
 */
export async function serveBytes(
  onRequest: (socket: Socket, count: number) => void,
): Promise<KnownServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    let count = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      count += 1;
      onRequest(socket, count);
    });
  });
  return listen(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listen(server: Server, endConnections: () => void): Promise<KnownServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      endConnections();
      await once(server, 'close');
    },
  };
}

/** Answers with JSON and a Content-Length, as the apps do. */
export function answer(
  response: ServerResponse,
  status: number,
  body: unknown = { ok: status < 400 },
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

/** Calls back after `delayMs` or later, never earlier: timers count whole milliseconds and may fire a little early. */
export function noEarlierThan(delayMs: number, done: () => void): void {
  const dueMs = performance.now() + delayMs;
  const check = () => {
    if (performance.now() >= dueMs) done();
    else setImmediate(check);
  };
  setTimeout(check, delayMs);
}

/** Answers `POST /logout` with 204, and everything else by the time since then; null before. */
export async function serveReplica(
  answerAt: (sinceLogoutMs: number | null, response: ServerResponse) => void,
): Promise<KnownServer> {
  let loggedOutMs: number | null = null;
  return await serveKnown((request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/logout') {
      loggedOutMs = performance.now();
      response.writeHead(204).end();
    } else answerAt(loggedOutMs === null ? null : performance.now() - loggedOutMs, response);
  });
}

/** A replica whose staleness after a logout is planted, to check what the prober says about it. */
export interface PlantedReplica extends KnownServer {
  /** Its first refusal that no accept follows, on the clock of the probes; NaN before. */
  endedMs(): number;
}

/**
 * Goes on accepting for this long after it has answered the logout, as a stale cache does, or the rest of a poll's
 * period; and until it has accepted so many requests since then, however slow the machine is.
 */
export async function serveStaleFor(ms: number, accepts = 0): Promise<PlantedReplica> {
  let acceptedSince = 0;
  let endedMs = Number.NaN;
  const server = await serveReplica((since, response) => {
    if (since !== null) acceptedSince += 1;
    if (Number.isNaN(endedMs) && (since === null || since < ms || acceptedSince <= accepts)) {
      answer(response, 200);
      return;
    }
    if (Number.isNaN(endedMs)) endedMs = performance.now();
    answer(response, 401);
  });
  return { ...server, endedMs: () => endedMs };
}

/**
 * Refuses `turn` requests after the logout, accepts the next `turn`, and then refuses for good. With
 * more than twice as many requests in a turn as the prober has connections, it has heard of the refusal before it asks
 * those that are accepted.
 */
export async function serveResurrection(turn: number): Promise<PlantedReplica> {
  let asked = 0;
  let endedMs = Number.NaN;
  const server = await serveReplica((since, response) => {
    if (since !== null) asked += 1;
    if (asked === 2 * turn + 1) endedMs = performance.now();
    answer(response, asked === 0 || (asked > turn && asked <= 2 * turn) ? 200 : 401);
  });
  return { ...server, endedMs: () => endedMs };
}
