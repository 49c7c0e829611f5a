import type { Request, RequestHandler, Response } from 'express';
import session, { type Store } from 'express-session';
import type { RejectionCode } from '../shared/auth-outcome.ts';
import { bearerCredential, cookieName, cookieOptions, readCookie } from '../shared/http/cookies.ts';
import { isSignedHere } from './credential.ts';
import type { Settings as AllSettings } from './settings.ts';

type Settings = Pick<AllSettings, 'contender' | 'carriage' | 'cookieSecure' | 'sessionSecret'>;

export function sessionCookieName(config: Settings): string {
  return cookieName('sid', config);
}

export function clearSessionCookie(res: Response, config: Settings): void {
  if (config.carriage === 'cookie') {
    res.clearCookie(sessionCookieName(config), cookieOptions(config));
  }
}

/**
 * express-session as its documentation configures it, for either carriage.
 * @param cookieLifeSeconds null: until the browser is closed. A cookie with an end of its own would end in the
 * middle of use, because express-session sends it once and extends only the record.
 */
export function sessionMiddleware(
  config: Settings,
  store: Store,
  cookieLifeSeconds: number | null,
): RequestHandler[] {
  const bearer = config.carriage === 'bearer';
  const sessions = session({
    name: sessionCookieName(config),
    secret: config.sessionSecret,
    store,
    resave: false,
    saveUninitialized: false,
    // In bearer carriage no cookie must be set. express-session holds a cookie back that is marked secure when
    // the connection is not, and `proxy: false` means that no header can tell it otherwise.
    proxy: config.cookieSecure && !bearer,
    cookie: {
      ...cookieOptions(config),
      secure: bearer || config.cookieSecure,
      ...(cookieLifeSeconds === null ? {} : { maxAge: cookieLifeSeconds * 1000 }),
    },
  });
  return [bearer ? bearerAsCookie(config) : declareSecure(config), sessions];
}

/** express-session reads cookies only, so the same signed value is handed to it as one. */
function bearerAsCookie(config: Settings): RequestHandler {
  return (req, _res, next) => {
    const credential = bearerCredential(req);
    if (credential === null) delete req.headers.cookie;
    else req.headers.cookie = `${sessionCookieName(config)}=${encodeURIComponent(credential)}`;
    next();
  };
}

/** `COOKIE_SECURE` says that TLS ends in front of this replica; express-session wants to hear it in a header. */
function declareSecure(config: Settings): RequestHandler {
  return (req, _res, next) => {
    if (config.cookieSecure) req.headers['x-forwarded-proto'] = 'https';
    next();
  };
}

/** Why express-session found no record. Runs only for refused requests. */
export function reasonForNoRecord(req: Request, config: Settings): RejectionCode {
  const sent = readCookie(req.headers.cookie, sessionCookieName(config));
  if (sent === null) return 'missing';
  const signed = decode(sent);
  if (!signed.startsWith('s:') || !signed.includes('.')) return 'malformed';
  // Signed here and not in the store: expired, revoked or lost. A session store cannot tell which.
  return isSignedHere(signed, config.sessionSecret) ? 'unknown' : 'invalid';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
