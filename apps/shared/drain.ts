import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

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
