import type { CookieOptions, Request } from 'express';
import type { Config } from '../config.ts';

/**
 * The attributes of every cookie of the lab. Lax keeps other sites from sending it with a POST;
 * HttpOnly keeps scripts from reading it.
 */
export function cookieOptions(config: Pick<Config, 'cookieSecure'>): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: config.cookieSecure };
}

/**
 * The name of a cookie of this contender, such as `sid_sessions`. Contenders are ports of one host, and cookies do not
 * know ports (RFC 6265 section 8.5): under one name, a login at one contender would sign the browser out of another.
 * The name has underscores where the contender has hyphens, because nginx' variables have no hyphen.
 * @param prefix where `COOKIE_SECURE` is on. `__Host-` makes a browser refuse the cookie unless it is Secure, for the
 * whole path and for this host alone. `__Secure-` is for a cookie with a path of its own, which `__Host-` rules out.
 */
export function cookieName(
  kind: string,
  config: Pick<Config, 'contender' | 'cookieSecure'>,
  prefix: '__Host-' | '__Secure-' = '__Host-',
): string {
  const name = `${kind}_${config.contender.replaceAll('-', '_')}`;
  return config.cookieSecure ? prefix + name : name;
}

/** The value of the first cookie of that name, not decoded: none of ours needs it. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return null;
}

/** The credential of `Authorization: Bearer …` (RFC 6750 section 2.1), or null. */
export function bearerCredential(req: Request): string | null {
  const header = req.headers.authorization;
  if (header === undefined || header.slice(0, 7).toLowerCase() !== 'bearer ') return null;
  return header.slice(7).trim();
}
