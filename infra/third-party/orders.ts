import { createHash } from 'node:crypto';
import express, { type Request, type Response } from 'express';
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import {
  type Addresses,
  basic,
  type ClientCredentials,
  endpointsOf,
  resources,
  scope,
} from './parties.ts';

export interface OrdersOptions {
  readonly addresses: Addresses;
  /** What the resource server proves itself with when it asks the issuer. */
  readonly client: ClientCredentials;
  readonly cachedAnswerS: number;
  readonly send: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The ways to check an access token, in the order in which they ask the issuer less. */
export const ways = ['introspected', 'cached', 'signed'] as const;
export type Way = (typeof ways)[number];

/** Says whom a token stands for; null when it stands for nobody. @throws Error when the issuer gives no answer */
type Check = (token: string) => Promise<string | null>;

/** The resource server: one route for each way to check an access token, and the same answer on each. */
export function openOrders(options: OrdersOptions): express.Express {
  const ask = introspection(options);
  const checks: Readonly<Record<Way, Check>> = {
    introspected: async (token) => subjectOf(await ask(token), options.now()),
    cached: cachedIntrospection(ask, options),
    signed: signature(options),
  };
  const app = express().disable('x-powered-by');
  for (const way of ways) {
    app.get(`/orders/${way}`, (request, response) => answer(checks[way], request, response));
  }
  return app;
}

/** The challenges are those of RFC 6750, section 3. */
async function answer(check: Check, request: Request, response: Response): Promise<void> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (token === undefined) {
    response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'no_token' });
    return;
  }
  try {
    const subject = await check(token);
    if (subject !== null) response.json({ subject, orders: [] });
    else {
      response.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"');
      response.json({ error: 'invalid_token' });
    }
  } catch {
    // A resource server that cannot decide lets nobody in, and does not call the token wrong.
    response.status(503).set('Retry-After', '1').json({ error: 'issuer_silent' });
  }
}

const answerSchema = z.object({
  active: z.boolean(),
  sub: z.string().optional(),
  aud: z.string().optional(),
  scope: z.string().optional(),
  exp: z.number().optional(),
});
type Introspected = z.infer<typeof answerSchema>;

/** Asks the issuer whether a token is still good (RFC 7662). */
function introspection({ addresses, client, send }: OrdersOptions) {
  return async (token: string): Promise<Introspected> => {
    const response = await send(endpointsOf(addresses.issuer).introspection, {
      method: 'POST',
      headers: { authorization: basic(client) },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      signal: AbortSignal.timeout(2_000),
    });
    if (response.status === 200) return answerSchema.parse(await response.json());
    // oidc-provider keeps no JWT, so it cannot say anything about one.
    if (response.status === 400) return { active: false };
    throw new Error(`the issuer answered ${response.status}`);
  };
}

function subjectOf({ active, sub, aud, exp = 0, ...rest }: Introspected, nowMs: number) {
  const isForUs = aud === resources.opaque && rest.scope?.split(' ').includes(scope) === true;
  return active && isForUs && exp * 1000 > nowMs ? (sub ?? null) : null;
}

/**
 * Keeps each answer for some seconds. A key is the hash of a token, so this memory is of no use to a thief. An answer
 * never outlives the `exp` that stands in it (RFC 7662, section 4).
 */
function cachedIntrospection(
  ask: (token: string) => Promise<Introspected>,
  { cachedAnswerS, now }: OrdersOptions,
): Check {
  const kept = new Map<string, { readonly introspected: Introspected; readonly untilMs: number }>();
  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64url');
    const found = kept.get(key);
    if (found !== undefined && found.untilMs > now()) return subjectOf(found.introspected, now());
    for (const [old, { untilMs }] of kept) if (untilMs <= now()) kept.delete(old);
    // The time before the question: the issuer may have answered long before the answer arrives.
    const untilMs = now() + cachedAnswerS * 1000;
    const introspected = await ask(token);
    kept.set(key, { introspected, untilMs });
    return subjectOf(introspected, now());
  };
}

/** Checks a JWT access token by its signature (RFC 9068, section 4). Only the keys are fetched from the issuer, and kept. */
function signature({ addresses, send, now }: OrdersOptions): Check {
  const keys = createRemoteJWKSet(new URL(endpointsOf(addresses.issuer).keys), {
    [customFetch]: send,
  });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        typ: 'at+jwt',
        algorithms: ['RS256'],
        issuer: addresses.issuer,
        audience: resources.jwt,
        requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
        currentDate: new Date(now()),
      });
      const isAllowed = String(payload.scope).split(' ').includes(scope);
      return isAllowed ? (payload.sub ?? null) : null;
    } catch (error) {
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return null;
      throw error;
    }
  };
}
