import { randomBytes } from 'node:crypto';

/** The three programs, as a request names its sender and its receiver. People are the fourth kind of sender. */
export interface Addresses {
  /** The authorization server. It is also the `iss` of each token. */
  readonly issuer: string;
  /** The client that Alice logs in to: a web shop with a session of its own. */
  readonly shop: string;
  /** The resource server: an API that lets nobody in without an access token. */
  readonly orders: string;
}

/** A client as the issuer knows it (RFC 6749, section 2.3.1). */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** How long something is believed, in seconds. Real systems use minutes; a reader should not have to wait for them. */
export interface Lives {
  readonly accessTokenS: number;
  /** For how long the resource server keeps an answer of the introspection. */
  readonly cachedAnswerS: number;
}

export const defaultLives: Lives = { accessTokenS: 15, cachedAnswerS: 5 };

/** What a resource server is called in a request for a token (RFC 8707). The issuer gives out one kind of token for each. */
export const resources = { opaque: 'urn:lab:orders:opaque', jwt: 'urn:lab:orders:jwt' } as const;

/** The one scope of the resource server. */
export const scope = 'orders:read';

/** The addresses of the issuer's endpoints. They are the defaults of oidc-provider. */
export function endpointsOf(issuer: string) {
  return {
    authorization: `${issuer}/auth`,
    token: `${issuer}/token`,
    keys: `${issuer}/jwks`,
    introspection: `${issuer}/token/introspection`,
    revocation: `${issuer}/token/revocation`,
    endSession: `${issuer}/session/end`,
  };
}

export function newClient(id: string): ClientCredentials {
  return { id, secret: randomBytes(32).toString('base64url') };
}

/** The value of `Authorization` by which a client proves itself to the issuer: `client_secret_basic`. */
export function basic({ id, secret }: ClientCredentials): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}
