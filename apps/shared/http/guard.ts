import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuthOutcome } from '../auth-outcome.ts';
import type { AuthStrategy } from '../auth-strategy.ts';
import type { Probes } from '../operation/probes.ts';
import { Problem } from './problem.ts';
import { receiveBody } from './request-body.ts';
import type { Route } from './route.ts';

/** What is known of a request when it reaches its route. */
interface Arrival {
  readonly beganNs: bigint;
  /** Rejects with what is wrong with the body. Absent: the route reads none. */
  readonly body?: Promise<void>;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** A property, because a WeakMap of requests costs a few percent of a request. */
    arrival?: Arrival;
  }
}

/** The handlers that Express runs for one route: the strategy's middleware, its verdict, the answer. */
export function handlersFor(
  route: Route,
  strategy: AuthStrategy,
  probes: Probes,
): RequestHandler[] {
  const arrive: RequestHandler = (req, res, next) => {
    if (route.access !== 'public' || route.internal !== true) probes.countExecution(req.method);
    // Every answer of this route depends on a credential, and so does a refusal or an empty answer.
    if (route.access !== 'public') res.setHeader('Cache-Control', 'no-store');
    const beganNs = process.hrtime.bigint();
    if (route.method === 'GET') {
      req.arrival = { beganNs };
    } else {
      const body = receiveBody(req, res);
      // The body is judged after the credential: `answer` awaits it, unless the request is refused before that.
      body.catch(() => undefined);
      req.arrival = { beganNs, body };
    }
    next();
  };

  const decide = async <Who>(req: Request, verdict: Promise<AuthOutcome<Who>>): Promise<Who> => {
    const outcome = await verdict;
    if (req.arrival !== undefined) {
      probes.authenticate.record(req.arrival.beganNs, process.hrtime.bigint());
    }
    if (!outcome.ok) throw new Problem(outcome.code);
    return outcome.identity;
  };

  const answer = async (req: Request, res: Response, _next: NextFunction): Promise<void> => {
    if (route.access === 'public' || route.access === 'login') {
      route.judge?.(req);
      requirePreconditions(req, route);
      await req.arrival?.body;
      await route.answer(req, res);
    } else if (route.access === 'leaving') {
      const ending = await decide(req, strategy.identifyToEnd(req));
      await req.arrival?.body;
      await route.answer(req, res, ending);
    } else {
      const identity = await decide(req, strategy.authenticate(req));
      if (route.access === 'admin' && identity.role !== 'admin') throw new Problem('forbidden');
      requirePreconditions(req, route);
      await req.arrival?.body;
      await route.answer(req, res, identity);
    }
    const answeredNs = process.hrtime.bigint();
    res.once('finish', () => probes.finish.record(answeredNs, process.hrtime.bigint()));
  };

  return route.access === 'public' ? [arrive, answer] : [arrive, ...strategy.middleware, answer];
}

/**
 * A request whose condition does not hold is not carried out (RFC 9110 section 13.1). Express itself answers the
 * `If-None-Match` of a GET with 304. A PUT of a part would replace the whole (section 14.5).
 */
function requirePreconditions({ method, headers }: Request, { representation }: Route): void {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && ifMatch !== '*' && !tagsIn(ifMatch).includes(representation?.etag)) {
    throw new Problem('precondition_failed');
  }
  if (method !== 'PUT') return;
  if (headers['if-none-match'] === '*' && representation !== undefined) {
    throw new Problem('precondition_failed');
  }
  if (headers['content-range'] !== undefined) {
    throw new Problem('malformed_request', { detail: 'A PUT replaces the whole resource.' });
  }
}

/** The entity tags of a list. A weak one keeps its `W/`, so it is not the same as a strong one. */
function tagsIn(list: string): readonly unknown[] {
  return list.split(',').map((tag) => tag.trim());
}
