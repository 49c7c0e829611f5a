import type { Request, Response } from 'express';
import type { Identity } from '../auth-outcome.ts';

export type Method = 'GET' | 'POST' | 'PUT';

interface RouteBase {
  readonly method: Method;
  /** In the notation of Express, such as `/onboarding/:flowId`. */
  readonly path: string;
}

/** Nobody is asked who they are, and the strategy's middleware does not run. */
interface PublicRoute extends RouteBase {
  readonly access: 'public';
  /** Asked by machines of the lab and not by users, so left out of the count of executions. */
  readonly internal?: true;
  answer(req: Request, res: Response): Promise<void> | void;
}

/** The strategy's middleware runs, but no credential is asked for. */
interface LoginRoute extends RouteBase {
  readonly access: 'login';
  answer(req: Request, res: Response): Promise<void>;
}

/** A valid credential is needed; `admin`: of an admin; `leaving`: one that has expired is good as well. */
interface ProtectedRoute extends RouteBase {
  readonly access: 'subject' | 'admin' | 'leaving';
  answer(req: Request, res: Response, identity: Identity): Promise<void> | void;
}

/** One row of the HTTP contract. */
export type Route = PublicRoute | LoginRoute | ProtectedRoute;
