import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import {
  type Addresses,
  basic,
  type ClientCredentials,
  endpointsOf,
  resources,
  scope,
} from './parties.ts';

export interface ClientOptions {
  readonly addresses: Addresses;
  readonly client: ClientCredentials;
  readonly send: typeof fetch;
}

/** What the client holds for somebody. The browser never sees it. */
export interface Tokens {
  /** An access token that means something to its issuer only. */
  readonly opaque: string;
  /** An access token that every program with the issuer's public keys can check. */
  readonly jwt: string;
  readonly refresh: string;
}

/** What the client remembers of a login that has begun, until the browser comes back with a code. */
export interface Login {
  readonly state: string;
  readonly nonce: string;
  /** The secret of PKCE (RFC 7636). Only its hash travels through the browser. */
  readonly verifier: string;
}

/** Somebody whom the issuer has vouched for. */
export interface LoggedIn {
  readonly subject: string;
  /** The `sid` of the session at the issuer, by which a logout token names it. */
  readonly issuerSession: string;
  readonly tokens: Tokens;
}

/** What a client and the issuer say to each other: OpenID Connect Core 1.0, authorization code with PKCE. */
export interface Client {
  /** Begins a login. @returns the address to which the browser must go */
  begin(): { readonly login: Login; readonly url: string };
  /** @throws Error when the issuer refuses the code, or its ID token is not for this login */
  finish(code: string, login: Login): Promise<LoggedIn>;
  /** New access tokens; null when the issuer refuses the refresh token. */
  refresh(refreshToken: string): Promise<Tokens | null>;
  /** Asks the issuer to forget each token (RFC 7009). It refuses to revoke a JWT, which it has not kept. */
  revoke(tokens: Tokens): Promise<void>;
  /** The claims of a logout token; null when it is not a logout token of this issuer for this client. */
  readLogoutToken(token: string): Promise<JWTPayload | null>;
}

export function openClient({ addresses, client, send }: ClientOptions): Client {
  const endpoints = endpointsOf(addresses.issuer);
  const redirectUri = `${addresses.shop}/callback`;
  const keys = createRemoteJWKSet(new URL(endpoints.keys), { [customFetch]: send });
  const expected = { issuer: addresses.issuer, audience: client.id, algorithms: ['RS256'] };
  const post = (url: string, fields: Readonly<Record<string, string>>) =>
    send(url, {
      method: 'POST',
      headers: { authorization: basic(client) },
      body: new URLSearchParams(fields),
    });
  const askForToken = async (fields: Readonly<Record<string, string>>) => {
    const response = await post(endpoints.token, fields);
    return response.status === 200 ? tokenSchema.parse(await response.json()) : null;
  };
  const refreshFor = (resource: string, refreshToken: string) =>
    askForToken({ grant_type: 'refresh_token', refresh_token: refreshToken, resource });
  return {
    begin() {
      const [state = '', nonce = '', verifier = ''] = [0, 1, 2].map(randomText);
      const login = { state, nonce, verifier };
      return {
        login,
        url: authorizationUrl(endpoints.authorization, client.id, redirectUri, login),
      };
    },
    async finish(code, { verifier, nonce }) {
      const first = await askForToken({
        ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
        ...{ code_verifier: verifier, resource: resources.opaque },
      });
      if (first?.id_token === undefined) throw new Error('the issuer refused the code');
      const { payload } = await jwtVerify(first.id_token, keys, expected);
      if (payload.nonce !== nonce) throw new Error('the ID token belongs to another login');
      const second = await refreshFor(resources.jwt, first.refresh_token);
      if (second === null) throw new Error('the issuer refused its own refresh token');
      const { sub: subject, sid: issuerSession } = idSchema.parse(payload);
      return { subject, issuerSession, tokens: tokensOf(first.access_token, second) };
    },
    async refresh(refreshToken) {
      const first = await refreshFor(resources.opaque, refreshToken);
      const second = first && (await refreshFor(resources.jwt, first.refresh_token));
      return first && second && tokensOf(first.access_token, second);
    },
    async revoke({ jwt, opaque, refresh }) {
      const revokeOne = (token: string, hint: string) =>
        post(endpoints.revocation, { token, token_type_hint: hint });
      await revokeOne(jwt, 'access_token');
      await revokeOne(opaque, 'access_token');
      await revokeOne(refresh, 'refresh_token');
    },
    async readLogoutToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, { ...expected, typ: 'logout+jwt' });
        // OpenID Connect Back-Channel Logout 1.0, section 2.6. A nonce would make an ID token pass for a logout token.
        const isLogout = logoutSchema.safeParse(payload).success && payload.nonce === undefined;
        return isLogout ? payload : null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

const tokenSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  id_token: z.string().optional(),
});

const idSchema = z.object({ sub: z.string(), sid: z.string() });

const logoutSchema = z.object({
  sid: z.string(),
  jti: z.string(),
  iat: z.number(),
  events: z.object({ 'http://schemas.openid.net/event/backchannel-logout': z.object({}) }),
});

function tokensOf(opaque: string, second: z.infer<typeof tokenSchema>): Tokens {
  return { opaque, jwt: second.access_token, refresh: second.refresh_token };
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

function authorizationUrl(
  endpoint: string,
  clientId: string,
  redirectUri: string,
  { state, nonce, verifier }: Login,
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: `openid ${scope}`,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  for (const resource of Object.values(resources)) query.append('resource', resource);
  return `${endpoint}?${query}`;
}
