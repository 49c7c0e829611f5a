import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';

/**
 * Credentials as a client gets them: log in over HTTP and keep what the server hands out, whatever it is. The bench
 * never looks inside one. Nothing here logs a credential or puts one into an error message.
 */

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A cookie as a browser keeps it. */
export interface Cookie {
  /** `name=value`. Secret. */
  readonly pair: string;
  /** The browser sends the cookie to this path and to those below it, and to no other. */
  readonly path: string;
}

export interface Credential {
  /** The headers that present it on every path: `authorization`, or `cookie` with the cookies of path `/`. Secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** All cookies. `headersFor` chooses those of a path: a refresh cookie travels to its own paths only. */
  readonly cookies: readonly Cookie[];
  readonly subject: string;
  readonly role: string;
  /** Names the credential without being it; safe to log. */
  readonly credentialId: string;
  /** As the server said it. */
  readonly expiresAt: string | number;
  /** Only where the server hands one out. Secret. */
  readonly refreshToken: string | null;
}

const loginAnswer = z.object({
  subject: z.string(),
  role: z.string(),
  credentialId: z.string(),
  expiresAt: z.union([z.string(), z.number()]),
  credential: z.string().optional(),
  refreshToken: z.string().optional(),
});

/** The cookie of each Set-Cookie (RFC 6265, section 5.2). Its path is `/` by default: `/login` sets for all paths. */
export function cookiesFrom(setCookie: string | readonly string[] | undefined): readonly Cookie[] {
  const lines = typeof setCookie === 'string' ? [setCookie] : (setCookie ?? []);
  return lines.flatMap((line) => {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const path =
      attributes.findLast((each) => /^path=\//i.test(each))?.slice('path='.length) ?? '/';
    return pair === '' ? [] : [{ pair, path }];
  });
}

/** The Cookie header that a browser sends to `path`, with the longest path first; undefined when it sends none. */
export function cookieHeader(cookies: readonly Cookie[], path: string): string | undefined {
  const sent = cookies
    .filter((cookie) => pathMatches(path, cookie.path))
    .toSorted((one, other) => other.path.length - one.path.length);
  return sent.length === 0 ? undefined : sent.map(({ pair }) => pair).join('; ');
}

/** RFC 6265, section 5.1.4: `/token` is for `/token` and `/token/refresh`, and not for `/tokens`. */
function pathMatches(path: string, cookiePath: string): boolean {
  const folder = cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`;
  return path === cookiePath || path.startsWith(folder);
}

/** The headers that present the credential in a request to `path`. */
export function headersFor(
  { headers, cookies }: Pick<Credential, 'headers' | 'cookies'>,
  path: string,
): Readonly<Record<string, string>> {
  const cookie = cookieHeader(cookies, path);
  return cookie === undefined ? headers : { ...headers, cookie };
}

/** Bytes of the header that presents the credential; 0 without one. */
export function headerBytesOf(credential: Credential | undefined): number {
  return Buffer.byteLength(Object.values(credential?.headers ?? {}).join(''));
}

/** The credential in an answer of `/login` or `/token/refresh`. Throws when the answer is none of these. */
export function credentialFrom(
  setCookie: string | readonly string[] | undefined,
  body: unknown,
): Credential {
  const parsed = loginAnswer.safeParse(body);
  // The issues that zod names would repeat parts of the answer, and with them a credential.
  if (!parsed.success) throw new Error('the answer is not that of a login');
  const { credential, refreshToken = null, ...named } = parsed.data;
  // A client that handles its credential itself has no cookie jar.
  const cookies = credential === undefined ? cookiesFrom(setCookie) : [];
  const headers = headersOf(credential, cookieHeader(cookies, '/'));
  return { ...named, headers, cookies, refreshToken };
}

/** None where the server hands nothing out (the floor): whether that is enough, its next answer says. */
function headersOf(bearer: string | undefined, cookie: string | undefined) {
  if (bearer !== undefined) return { authorization: `Bearer ${bearer}` };
  return cookie === undefined ? {} : { cookie };
}

async function logInThrough(pool: Pool, account: Account, tries: number): Promise<Credential> {
  const { statusCode, headers, body } = await pool.request({
    method: 'POST',
    path: '/login',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: account.username, password: account.password }),
  });
  const text = await body.text();
  if (statusCode === 503 && tries > 1) {
    await delay(1_000 * Number(headers['retry-after'] ?? 1));
    return await logInThrough(pool, account, tries - 1);
  }
  if (statusCode !== 200)
    throw new Error(`login of ${account.username} was answered ${statusCode}`);
  return credentialFrom(headers['set-cookie'], JSON.parse(text));
}

/** Logs one account in at `url`, the base URL of a replica or of the balancer. */
export async function logIn(url: string, account: Account): Promise<Credential> {
  const [credential] = await logInMany(url, [account], 1);
  if (!credential) throw new Error(`login of ${account.username} gave no credential`);
  return credential;
}

/**
 * Logs many accounts in, `concurrency` at a time (default 16), and returns the credentials in the order of the
 * accounts. Stops at the first failure; a 503 is one when it answers the last of so many tries (default 1).
 */
export async function logInMany(
  url: string,
  accounts: readonly Account[],
  concurrency = 16,
  tries = 1,
): Promise<readonly Credential[]> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const credentials: Credential[] = new Array(accounts.length);
  const remaining = accounts.entries();
  const logInTheNext = async () => {
    for (const [index, account] of remaining)
      credentials[index] = await logInThrough(pool, account, tries);
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, logInTheNext));
    return credentials;
  } finally {
    await pool.destroy();
  }
}
