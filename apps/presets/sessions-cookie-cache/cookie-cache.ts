import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { RecordReader } from '../../sessions-hardened/record-reader.ts';
import { cookieName, cookieOptions, readCookie } from '../../shared/http/cookies.ts';

/**
 * A signed copy of the record in a second cookie, believed until it has reached its age, as better-auth does it. Then,
 * and without one, the record is read from the store and a new copy sent along. A copy is good on every replica, and
 * nobody can take it back: a revoked session goes on wherever its copy is presented, until that is too old.
 */
export interface CookieCache {
  /** Before express-session: what the client has brought is kept for the reader. */
  readonly open: RequestHandler;
  /** After express-session: what the reader has fetched is sent along. */
  readonly send: RequestHandler;
  /** Reads from the copy of the request that is being answered, or else from `direct`. */
  over(direct: RecordReader): RecordReader;
}

interface Exchange {
  readonly res: Response;
  readonly brought: string | null;
  /** Which copy to send; null: none. */
  fetched: string | null;
}

const copySchema = z.object({ text: z.string(), fetchedAtMs: z.number() });

interface Settings {
  readonly contender: string;
  readonly sessionSecret: string;
  readonly cookieSecure: boolean;
}

export function createCookieCache(
  config: Settings,
  maxAgeMs: number,
  now: () => number,
): CookieCache {
  const name = cookieName('record', config);
  const exchanges = new AsyncLocalStorage<Exchange>();
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
        // The copy of whoever has just changed the record must not outlive the change.
        if (hasCopy && res?.headersSent === false) res.clearCookie(name, cookieOptions(config));
      },
    }),
  };
}

/** Over the record's key too: a copy of one session must not pass for that of another. */
function signature({ sessionSecret }: Settings, key: string, payload: string): Buffer {
  return createHmac('sha256', sessionSecret).update(`record|${key}|${payload}`).digest();
}
