import type { CookieOptions, Request, Response } from 'express';
import type { Config } from '../shared/config.ts';
import { bearerCredential, cookieName, cookieOptions, readCookie } from '../shared/http/cookies.ts';
import { clearCarriedState } from '../shared/shop/cart.ts';

type Settings = Pick<Config, 'contender' | 'carriage' | 'cookieSecure'>;

/** How tokens travel: in cookies, or in bodies and headers that the client handles itself. */
export interface TokenCarriage {
  readAccess(req: Request): string | null;
  /** From its cookie; with bearer carriage it is in the body, which the route reads. */
  readRefreshCookie(req: Request): string | null;
  send(res: Response, accessToken: string, refreshToken: string | null): void;
  /** Both tokens and the cart, which the client carries as well. */
  clear(res: Response): void;
}

export function createTokenCarriage(config: Settings): TokenCarriage {
  const accessName = cookieName('token', config);
  // The refresh token goes to the routes that trade and end it, and to no other. A path rules out the prefix `__Host-`,
  // and two paths need two cookies.
  const refreshName = cookieName('refresh', config, '__Secure-');
  const refreshOptions: readonly CookieOptions[] = ['/token', '/logout'].map((path) => ({
    ...cookieOptions(config),
    path,
  }));
  const inCookies = config.carriage === 'cookie';

  return {
    readAccess: (req) =>
      inCookies ? readCookie(req.headers.cookie, accessName) : bearerCredential(req),
    readRefreshCookie: (req) => (inCookies ? readCookie(req.headers.cookie, refreshName) : null),
    send(res, accessToken, refreshToken) {
      if (!inCookies) return;
      // No expiry: the browser forgets both when it closes, and the server decides about everything else.
      res.cookie(accessName, accessToken, cookieOptions(config));
      if (refreshToken === null) return;
      for (const options of refreshOptions) res.cookie(refreshName, refreshToken, options);
    },
    clear(res) {
      if (!inCookies) return;
      res.clearCookie(accessName, cookieOptions(config));
      for (const options of refreshOptions) res.clearCookie(refreshName, options);
      clearCarriedState(res, config);
    },
  };
}
