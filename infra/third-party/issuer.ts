import { randomBytes } from 'node:crypto';
import express from 'express';
import { exportJWK, generateKeyPair } from 'jose';
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { demoAccounts } from '../lab/people/person.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { type Addresses, type ClientCredentials, type Lives, resources, scope } from './parties.ts';

export interface IssuerOptions {
  readonly addresses: Addresses;
  readonly shop: ClientCredentials;
  readonly orders: ClientCredentials;
  readonly lives: Lives;
  /** The `fetch` by which the issuer tells the shop of a logout. */
  readonly send: typeof fetch;
}

/**
 * The authorization server: oidc-provider, with a login page in front. Configured as its documentation says:
 * https://github.com/panva/node-oidc-provider/blob/main/docs/README.md
 */
export async function openIssuer(options: IssuerOptions): Promise<express.Express> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' };
  const provider = new Provider(options.addresses.issuer, {
    ...protocol(options),
    adapter: memoryAdapter(Date.now),
    clients: clientsOf(options),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [key] },
  });
  const app = express().disable('x-powered-by');
  addLoginPage(app, provider);
  return app.use(provider.callback());
}

/** What a client may do, and what is said to whom. All else is as oidc-provider has it by default. */
function protocol({ lives, send }: IssuerOptions): Configuration {
  return {
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_, { uid }) => `/login/${uid}` },
    loadExistingGrant: grantWithoutAsking,
    // The documented default gives one out only for the scope `offline_access`, with which tokens outlive the logout.
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    pkce: { required: () => true },
    responseTypes: ['code'],
    ttl: {
      AccessToken: lives.accessTokenS,
      Grant: dayS,
      IdToken: 3_600,
      Interaction: 600,
      RefreshToken: dayS,
      Session: dayS,
    },
    // By default oidc-provider refuses to send to an address of this machine, which protects a public issuer from clients
    // that name one (SSRF). Here everything is on this machine.
    fetch: (url, init) => send(url, withoutGuard(init)),
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_, client) => client.clientId === 'orders' },
      revocation: {
        enabled: true,
        allowedPolicy: (_, client, token) => client.clientId === token.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: askBeforeLogout,
        postLogoutSuccessSource: sayGoodbye,
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => resourceServer(resource, lives),
      },
    },
  };
}

const dayS = 86_400;

function withoutGuard(init: RequestInit | undefined): RequestInit {
  const { dispatcher: _, ...rest } = { dispatcher: undefined, ...init };
  return rest;
}

function clientsOf({ addresses, shop, orders }: IssuerOptions): Configuration['clients'] {
  return [
    {
      client_id: shop.id,
      client_secret: shop.secret,
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [`${addresses.shop}/callback`],
      backchannel_logout_uri: `${addresses.shop}/backchannel-logout`,
      backchannel_logout_session_required: true,
    },
    // A resource server asks, and gets no tokens of its own.
    {
      client_id: orders.id,
      client_secret: orders.secret,
      grant_types: [],
      redirect_uris: [],
      response_types: [],
    },
  ];
}

/** One API under two names, so that a client can ask for either kind of access token. */
function resourceServer(resource: string, { accessTokenS }: Lives) {
  const format = Object.entries(resources).find(([, name]) => name === resource)?.[0];
  if (format === undefined) throw new errors.InvalidTarget();
  return {
    scope,
    accessTokenTTL: accessTokenS,
    ...(format === 'jwt'
      ? { accessTokenFormat: 'jwt' as const, jwt: { sign: { alg: 'RS256' as const } } }
      : { accessTokenFormat: 'opaque' as const }),
  };
}

/** The shop and the issuer belong to one house. So Alice is not asked whether the shop may see her orders. */
async function grantWithoutAsking({ oidc }: KoaContextWithOIDC) {
  const { session, client, provider } = oidc;
  if (session?.accountId === undefined || client === undefined) return undefined;
  const { clientId } = client;
  const known = session.grantIdFor(clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found !== undefined) return found;
  const grant = new provider.Grant({ clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  for (const resource of Object.values(resources)) grant.addResourceScope(resource, scope);
  await grant.save();
  return grant;
}

/** The only page of the lab that sees this password: the shop never does. */
function addLoginPage(app: express.Express, provider: Provider): void {
  app.get('/login/:uid', (_, response) => {
    response.send(
      '<form method="post"><input name="username"><input name="password" type="password"><button>Log in</button></form>',
    );
  });
  app.post('/login/:uid', express.urlencoded({ extended: false }), async (request, response) => {
    const { username = '', password = '' } = request.body ?? {};
    const isKnown = demoAccounts.some((account) => account === username);
    if (!isKnown || password !== `${username}-demo-password`) {
      response.status(401).send('this name and this password do not belong together');
      return;
    }
    await provider.interactionFinished(request, response, { login: { accountId: username } });
  });
}

function askBeforeLogout(context: KoaContextWithOIDC, form: string): void {
  context.body = `${form}<button form="op.logoutForm" name="logout" value="yes">Log out</button>`;
}

function sayGoodbye(context: KoaContextWithOIDC): void {
  context.body = 'you are logged out';
}
