import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, type KnownServer, serveKnown } from './known-server.ts';

/** A replica whose staleness after a logout is planted, to check what the prober says about it. */
export interface KnownReplica extends KnownServer {
  /** When it answered the logout, on the clock of the probes; NaN before. */
  loggedOutMs(): number;
}

/** Answers `POST /logout` with 204, and everything else by the time since then; null before. */
export async function serveReplica(
  answerAt: (sinceLogoutMs: number | null, response: ServerResponse) => void,
): Promise<KnownReplica> {
  let loggedOutMs: number | null = null;
  const server = await serveKnown((request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/logout') {
      loggedOutMs = performance.now();
      response.writeHead(204).end();
    } else answerAt(loggedOutMs === null ? null : performance.now() - loggedOutMs, response);
  });
  return { ...server, loggedOutMs: () => loggedOutMs ?? Number.NaN };
}

/** Goes on accepting for this long after it has answered the logout: a stale cache, or the rest of a poll's period. */
export function serveStaleFor(ms: number): Promise<KnownReplica> {
  return serveReplica((since, response) =>
    answer(response, since === null || since < ms ? 200 : 401),
  );
}
