import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuthOutcome } from '../auth-outcome.ts';
import type { AuthStrategy } from '../auth-strategy.ts';
import type { Probes } from '../operation/probes.ts';
import { Problem } from './problem.ts';
import { receiveBody } from './request-body.ts';
import type { Route } from './route.ts';

/** The handlers that Express runs for one route: the strategy's middleware, its verdict, the answer. */
export function handlersFor(
  route: Route,
  strategy: AuthStrategy,
  probes: Probes,
): RequestHandler[] {
  const startedNs = new WeakMap<Request, bigint>();
  const bodies = new WeakMap<Request, Promise<void>>();

  const arrive: RequestHandler = (req, res, next) => {
    if (route.access !== 'public' || route.internal !== true) probes.countExecution(req.method);
    if (route.access !== 'public' && route.access !== 'login') {
      startedNs.set(req, process.hrtime.bigint());
    }
    // Every answer of this route depends on a credential, and so does a refusal or an empty answer.
    if (route.access !== 'public') res.set('Cache-Control', 'no-store');
    if (route.method !== 'GET') {
      const body = receiveBody(req, res);
      // The body is judged after the credential: `answer` awaits it, unless the request is refused before that.
      body.catch(() => undefined);
      bodies.set(req, body);
    }
    next();
  };

  const decide = async <Who>(req: Request, verdict: Promise<AuthOutcome<Who>>): Promise<Who> => {
    const outcome = await verdict;
    const beganNs = startedNs.get(req);
    if (beganNs !== undefined) probes.authenticate.record(beganNs, process.hrtime.bigint());
    if (!outcome.ok) throw new Problem(outcome.code);
    return outcome.identity;
  };

  const respond = async (req: Request, res: Response): Promise<void> => {
    switch (route.access) {
      case 'public':
        route.judge?.(req);
        await bodies.get(req);
        return await route.answer(req, res);
      case 'login':
        await bodies.get(req);
        return await route.answer(req, res);
      case 'leaving': {
        const ending = await decide(req, strategy.identifyToEnd(req));
        await bodies.get(req);
        return await route.answer(req, res, ending);
      }
      default: {
        const identity = await decide(req, strategy.authenticate(req));
        if (route.access === 'admin' && identity.role !== 'admin') throw new Problem('forbidden');
        await bodies.get(req);
        return await route.answer(req, res, identity);
      }
    }
  };

  const answer = async (req: Request, res: Response, _next: NextFunction): Promise<void> => {
    await respond(req, res);
    const answeredNs = process.hrtime.bigint();
    res.once('finish', () => probes.finish.record(answeredNs, process.hrtime.bigint()));
  };

  return route.access === 'public' ? [arrive, answer] : [arrive, ...strategy.middleware, answer];
}
