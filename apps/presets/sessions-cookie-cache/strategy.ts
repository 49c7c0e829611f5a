import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { createDirectReader, type RecordReader } from '../../sessions-hardened/store.ts';
import {
  createHardenedStrategy,
  environment as ofHardened,
  settingsOf,
} from '../../sessions-hardened/strategy.ts';
import type { Approach } from '../../shared/auth-strategy.ts';
import { type Config, positive } from '../../shared/config.ts';
import { cookieName, cookieOptions, readCookie } from '../../shared/http/cookies.ts';

const environment = ofHardened.extend({
  COOKIE_CACHE_MS: positive.describe(
    'a replica believes the signed copy of a record that the client carries for this time',
  ),
});

/** As hardened, with a signed copy of the record in a second cookie, as better-auth does it. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const settings = settingsOf(context.config, own);
    const cookieCache = createCookieCache(settings, own.COOKIE_CACHE_MS, context.now);
    const reader = cookieCache.over(createDirectReader(context.redis));
    const strategy = createHardenedStrategy(context, settings, reader);
    return {
      ...strategy,
      middleware: [cookieCache.open, ...strategy.middleware, cookieCache.send],
      clearCookies(res) {
        strategy.clearCookies(res);
        cookieCache.clear(res);
      },
    };
  },
};

/**
 * A signed copy of the record in a second cookie, as in better-auth. A replica believes the copy until the copy has
 * reached its age. Without a copy, or with one that is too old, the replica reads the record from the store and sends a
 * new copy. A copy is good on every replica and cannot be taken back: a revoked session is accepted with its copy until
 * the copy is too old.
 */
interface CookieCache {
  /** Runs before express-session: keeps the copy that the client has sent for the reader. */
  readonly open: RequestHandler;
  /** Runs after express-session: sends the copy that the reader has made. */
  readonly send: RequestHandler;
  /** Removes the copy from the browser. */
  clear(res: Response): void;
  /** Reads from the copy in the present request, or else from `direct`. */
  over(direct: RecordReader): RecordReader;
}

interface Exchange {
  readonly res: Response;
  readonly brought: string | null;
  /** The copy to send. Null: none. */
  fetched: string | null;
}

const copySchema = z.object({ text: z.string(), fetchedAtMs: z.number() });

type Settings = Pick<Config, 'contender' | 'cookieSecure'> & { readonly sessionSecret: string };

export function createCookieCache(
  config: Settings,
  maxAgeMs: number,
  now: () => number,
): CookieCache {
  const name = cookieName('record', config);
  const exchanges = new AsyncLocalStorage<Exchange>();
  /** Instead of a copy that this answer has already: no answer sets one name twice (RFC 6265bis section 4.1.1). */
  const clear = (res: Response): void => {
    const set = [res.getHeader('Set-Cookie') ?? []].flat().map(String);
    res.removeHeader('Set-Cookie');
    for (const cookie of set) if (!cookie.startsWith(`${name}=`)) res.append('Set-Cookie', cookie);
    res.clearCookie(name, cookieOptions(config));
  };
  const seal = (key: string, text: string, fetchedAtMs: number): string => {
    const payload = Buffer.from(JSON.stringify({ text, fetchedAtMs })).toString('base64url');
    return `${payload}.${signature(config, key, payload).toString('base64url')}`;
  };
  const unseal = (key: string, sealed: string | null): string | null => {
    const [payload = '', mac = ''] = sealed?.split('.', 2) ?? [];
    const [expected, given] = [signature(config, key, payload), Buffer.from(mac, 'base64url')];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const copy = copySchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return now() - copy.fetchedAtMs < maxAgeMs ? copy.text : null;
  };

  return {
    open(req, res, next) {
      const brought = readCookie(req.headers.cookie, name);
      exchanges.run({ res, brought, fetched: null }, next);
    },
    send(_req, res, next) {
      const fetched = exchanges.getStore()?.fetched ?? null;
      if (fetched !== null) res.cookie(name, fetched, cookieOptions(config));
      next();
    },
    clear,
    over: (direct) => ({
      ...direct,
      async read(key) {
        const exchange = exchanges.getStore();
        const copy = unseal(key, exchange?.brought ?? null);
        if (copy !== null) return copy;
        const fetchedAtMs = now();
        const text = await direct.read(key);
        if (exchange !== undefined && text !== null)
          exchange.fetched = seal(key, text, fetchedAtMs);
        return text;
      },
      written(key) {
        direct.written(key);
        const { res, brought, fetched } = exchanges.getStore() ?? {};
        const hasCopy = brought != null || fetched != null;
        // The client that has just changed the record must not keep its old copy.
        if (hasCopy && res?.headersSent === false) clear(res);
      },
    }),
  };
}

/** Covers the record's key too: a copy of one session must not be accepted for another. */
function signature({ sessionSecret }: Settings, key: string, payload: string): Buffer {
  return createHmac('sha256', sessionSecret).update(`record|${key}|${payload}`).digest();
}
