import type { CookieOptions, Request } from 'express';
import type { Config } from '../config.ts';

/**
 * The attributes of every cookie of the lab. Lax keeps other sites from sending it with a POST;
 * HttpOnly keeps scripts from reading it.
 */
export function cookieOptions(config: Pick<Config, 'cookieSecure'>): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: config.cookieSecure };
}

/** `__Host-` makes a browser refuse the cookie unless it is Secure, for the whole path and for this host alone. */
export function hostCookieName(name: string, config: Pick<Config, 'cookieSecure'>): string {
  return config.cookieSecure ? `__Host-${name}` : name;
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
