import type { Response } from 'express';
import type { Identity, Revoked } from '../auth-outcome.ts';
import type { AuthStrategy } from '../auth-strategy.ts';
import type { Route } from '../http/route.ts';

/** The server-sent event streams that are open on this replica (WHATWG HTML, section 9.2). */
export interface EventStreams {
  /**
   * Answers with a stream that goes on until the client, `end` or `endAll` ends it, or `stillValid` says no. It is
   * asked only where checking again is turned on.
   */
  open(res: Response, identity: Identity, stillValid: () => Promise<boolean>): void;
  /** Ends the streams of what has been revoked. Each says so in its last event. */
  end(revoked: Revoked): void;
  endAll(): void;
  count(): number;
}

/** Below the balancer's read timeout, or an idle stream would be cut. */
const beatMs = 200;

/**
 * A credential is checked when its stream is opened, and never again after that. So an open stream outlives the logout,
 * the account and even the expiry of its credential.
 * @param recheckMs a stream checks its credential again this long after the last check. It ends when the credential is
 * refused, or when it cannot be checked; a client that connects again is told why. 0: never
 */
export function createEventStreams(recheckMs: number): EventStreams {
  const streams = new Map<Response, Identity>();
  const endWith = (res: Response, event: string) => {
    streams.delete(res);
    res.end(`event: ${event}\ndata: {}\n\n`);
  };

  return {
    open(res, identity, stillValid) {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      streams.set(res, identity);
      let sent = 0;
      const beat = () => {
        // The stream has ended, but its client has not read to the end: a write now would raise an error without a
        // handler.
        if (!streams.has(res)) return;
        sent += 1;
        res.write(`data: ${sent}\n\n`);
      };
      beat();
      const timer = setInterval(beat, beatMs);
      const recheck = () =>
        void stillValid().then(
          (valid) => {
            if (!streams.has(res)) return;
            if (valid) checking = setTimeout(recheck, recheckMs);
            else endWith(res, 'revoked');
          },
          () => {
            if (streams.has(res)) endWith(res, 'unchecked');
          },
        );
      let checking = recheckMs === 0 ? undefined : setTimeout(recheck, recheckMs);
      res.once('close', () => {
        clearInterval(timer);
        clearTimeout(checking);
        streams.delete(res);
      });
    },
    end(revoked) {
      for (const [res, identity] of [...streams]) {
        if (isOf(identity, revoked)) endWith(res, 'revoked');
      }
    },
    endAll() {
      for (const res of [...streams.keys()]) endWith(res, 'closing');
    },
    count: () => streams.size,
  };
}

function isOf(identity: Identity, revoked: Revoked): boolean {
  return 'loginId' in revoked
    ? identity.loginId === revoked.loginId
    : identity.subject === revoked.subject;
}

/** `GET /events`: a stream of server-sent events that goes on until one side ends it. */
export function eventRoutes(
  streams: EventStreams,
  strategy: Pick<AuthStrategy, 'stillValid'>,
): Route[] {
  return [
    {
      method: 'GET',
      path: '/events',
      access: 'subject',
      answer(req, res, identity) {
        // Express answers HEAD with the route of GET; a stream that shows nothing would never end.
        if (req.method === 'HEAD') res.end();
        else streams.open(res, identity, () => strategy.stillValid(req));
      },
    },
  ];
}
