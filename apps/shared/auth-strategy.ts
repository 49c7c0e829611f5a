import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Account, Accounts, Role } from './accounts/accounts.ts';
import type { AuthOutcome, Ending, Identity, Revoked } from './auth-outcome.ts';
import type { Config } from './config.ts';
import type { Route } from './http/route.ts';
import type { Log } from './operation/log.ts';
import type { Cart } from './shop/cart.ts';
import type { StoreClient } from './store/redis.ts';

/** What a login hands out. The text members are for clients without a cookie jar and absent otherwise. */
export interface IssuedCredential {
  readonly identity: Identity;
  /** The live credential that came with the login and that the login has ended. Absent: none came. */
  readonly replaced?: Ending;
  readonly credential?: string;
  readonly refreshToken?: string;
}

/**
 * The one interface in which the contenders differ; everything else in `apps/shared` is the same for all.
 * An expected "no" is returned as an outcome. A fault (Redis away, keys away) is thrown and becomes a 503,
 * never a 401: "I cannot tell" must not look like "you are signed out".
 */
export interface AuthStrategy {
  /** Runs before `authenticate` and `issue`, on no other route. Must not answer the request. */
  readonly middleware: readonly RequestHandler[];
  /** Routes that only this contender has: refresh, JWKS. */
  readonly routes: readonly Route[];
  /** `POST <path>` on the private port, answered with JSON: what only an operator may do. Default: none. */
  readonly commands?: Readonly<Record<string, () => Promise<object>>>;
  /**
   * What stops while Redis is away. `requests`: every request, and the replica says that it is not ready.
   * `logins`: a request with a credential is still served. `nothing`: logins work too, by the account as seeded.
   */
  readonly needsStoreFor: 'requests' | 'logins' | 'nothing';

  /**
   * Makes a new credential and puts it on the answer, and ends the one that came with the request, also that of another
   * subject: the browser holds one login. Resolved means saved.
   */
  issue(req: Request, res: Response, account: Account): Promise<IssuedCredential>;
  /** Must not issue or revoke. What it sends to Redis is the lookup that the lab measures. */
  authenticate(req: Request): Promise<AuthOutcome>;
  /**
   * Whether the credential of a request that was accepted would be accepted once more. An event stream asks this after
   * its answer has begun. Must not prolong the credential. @throws as `authenticate` does
   */
  stillValid(req: Request): Promise<boolean>;
  /**
   * Identifies the credential that a logout ends. As `authenticate`, but an expired or revoked credential is accepted
   * too: a refresh family may still depend on it, and it can be ended twice (RFC 7009 section 2.2). A forged one is
   * refused. Where the credential is missing, a refresh cookie is enough.
   */
  identifyToEnd(req: Request): Promise<AuthOutcome<Ending>>;
  /** Ends this credential. Resolved means that the end is recorded where every replica will look. */
  revoke(req: Request, res: Response, ending: Ending): Promise<void>;
  /**
   * Ends every credential that the subject holds now; a later login is not affected.
   * @param asker sends the request, and its credential must end too. Null: an admin revokes another subject
   */
  revokeAll(subject: string, asker: Identity | null): Promise<void>;
  /** Clears the cookies of the credential in the browser, and those of the state that the client carries. */
  clearCookies(res: Response): void;
  /**
   * The account's role has changed. Must bring live credentials up to date where the approach can. A credential that
   * was made for fewer rights must not get more: it ends, or it keeps the old role until a new one replaces it.
   * @returns whether credentials may have been ended
   */
  changeRole(subject: string, role: Role): Promise<boolean>;

  /** Conversational state: in the session record, or carried by the client. */
  readCart(req: Request, identity: Identity): Promise<Cart>;
  writeCart(req: Request, res: Response, identity: Identity, cart: Cart): Promise<void>;

  /** Reasons why this replica should get no traffic yet. Must not ask Redis. Default: none. */
  notReady?(): readonly string[];
  /** Counters of this contender, shown on the private port. Default: none. */
  metrics?(): Readonly<Record<string, number>>;
  /** Closes what the strategy has opened. Default: nothing. */
  close?(): Promise<void>;
}

/** What a strategy gets instead of globals. */
export interface StrategyContext {
  readonly config: Config;
  readonly redis: StoreClient;
  readonly accounts: Accounts;
  /** Milliseconds since the epoch on this replica's clock, which a fault may have skewed. */
  readonly now: () => number;
  readonly log: Log;
  /**
   * Tells every replica what a route of the strategy's own has revoked, so that its event streams end. What the methods
   * of `AuthStrategy` revoke is announced for them. Does nothing where revocations end no streams.
   */
  readonly announce: (revoked: Revoked) => Promise<void>;
}

/** How a contender starts, and which environment variables only its app reads. */
export interface Approach<Own extends z.ZodObject = z.ZodObject> {
  readonly environment: Own;
  /** @throws ConfigError for values that can each be used, but not together. Default: all can. */
  check?(config: Config, own: z.output<Own>): void;
  createStrategy(context: StrategyContext, own: z.output<Own>): Promise<AuthStrategy>;
}
