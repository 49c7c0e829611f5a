import type { Request, Response } from 'express';
import type { Ending, Identity } from '../auth-outcome.ts';

export type Method = 'GET' | 'POST' | 'PUT';

interface RouteBase {
  readonly method: Method;
  /** In the notation of Express, such as `/onboarding/:flowId`. */
  readonly path: string;
  /**
   * What a client finds at this path now, and the entity tag of it; null: it has none. Absent: the route does not know
   * whether there is anything.
   */
  readonly representation?: { readonly etag: string | null };
}

/** The route asks for no credential. `login`: the strategy's middleware runs; `public`: it does not. */
interface OpenRoute extends RouteBase {
  readonly access: 'public' | 'login';
  /** Machines of the lab ask for it and users do not, so executions are not counted. */
  readonly internal?: true;
  /** Judges a credential that is not in the body, before the body is judged. @throws Problem */
  judge?(req: Request): void;
  answer(req: Request, res: Response): Promise<void> | void;
}

/** The route needs a valid credential. `admin`: that of an admin. */
interface ProtectedRoute extends RouteBase {
  readonly access: 'subject' | 'admin';
  answer(req: Request, res: Response, identity: Identity): Promise<void> | void;
}

/** The route ends a credential: an expired one is accepted too. */
interface LeavingRoute extends RouteBase {
  readonly access: 'leaving';
  answer(req: Request, res: Response, ending: Ending): Promise<void>;
}

/** One row of the HTTP contract. */
export type Route = OpenRoute | ProtectedRoute | LeavingRoute;
