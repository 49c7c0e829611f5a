import { randomBytes } from 'node:crypto';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
  Router,
} from 'express';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { StackError } from '../stack/errors.ts';
import {
  type Client,
  type ClientOptions,
  type LoggedIn,
  type Login,
  openClient,
  type Tokens,
} from './client.ts';

export interface Shop {
  readonly app: Express;
  /** The tokens that the shop got last for this account: a copy that no logout reaches. Null before the first login. */
  tokensOf(subject: string): Tokens | null;
  /** The claims of the logout token that was accepted last. */
  lastLogoutToken(): JWTPayload | null;
}

/** What the shop remembers: its own sessions, which the issuer began and cannot see. */
interface Memory {
  readonly sessions: Map<string, LoggedIn>;
  readonly begun: Map<string, Login>;
  readonly copies: Map<string, Tokens>;
  lastLogoutToken: JWTPayload | null;
}

/** The client: it knows no password. It sends people to the issuer, and gives them a session of its own when they return. */
export function openShop(options: ClientOptions): Shop {
  const memory: Memory = {
    sessions: new Map(),
    begun: new Map(),
    copies: new Map(),
    lastLogoutToken: null,
  };
  const client = openClient(options);
  const app = express()
    .disable('x-powered-by')
    .use(loginRoutes(memory, client, options.addresses.issuer))
    .use(sessionRoutes(memory, client))
    .post('/backchannel-logout', express.urlencoded({ extended: false }), (request, response) =>
      endSessions(memory, client, request, response),
    )
    .use(answerForIssuer);
  return {
    app,
    tokensOf: (subject) => memory.copies.get(subject) ?? null,
    lastLogoutToken: () => memory.lastLogoutToken,
  };
}

/** Without the issuer the shop can log nobody in. Its sessions go on. */
const answerForIssuer: ErrorRequestHandler = (error, _, response, next) => {
  if (!(error instanceof StackError)) next(error);
  else response.status(503).set('Retry-After', '1').json({ error: 'issuer_silent' });
};

const cookieAttributes = { httpOnly: true, sameSite: 'lax', path: '/' } as const;
const callbackSchema = z.object({ code: z.string(), state: z.string(), iss: z.string() });

function loginRoutes({ sessions, begun, copies }: Memory, client: Client, issuer: string): Router {
  return Router()
    .get('/login', (_, response) => {
      const { login, url } = client.begin();
      begun.set(login.state, login);
      // Ties the issuer's answer to this browser. Without it a link could log somebody in to another person's account.
      response.cookie('shop_login', login.state, cookieAttributes).redirect(url);
    })
    .get('/callback', async (request, response) => {
      const { code, state, iss } = callbackSchema.parse(request.query);
      const login = begun.get(state);
      begun.delete(state);
      const isOurs = cookieOf(request, 'shop_login') === state && iss === issuer;
      if (login === undefined || !isOurs) {
        response.status(400).json({ error: 'not_this_login' });
        return;
      }
      const loggedIn = await client.finish(code, login);
      copies.set(loggedIn.subject, loggedIn.tokens);
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, loggedIn);
      response.clearCookie('shop_login', cookieAttributes);
      response.cookie('shop_session', id, cookieAttributes).redirect('/me');
    });
}

/** The routes for people who are logged in. */
function sessionRoutes({ sessions, copies }: Memory, client: Client): Router {
  const inSession =
    (act: (session: LoggedIn, id: string, response: Response) => Promise<void>) =>
    async (request: Request, response: Response) => {
      const id = cookieOf(request, 'shop_session');
      const session = sessions.get(id);
      if (session !== undefined) await act(session, id, response);
      else response.status(401).json({ error: 'not_logged_in' });
    };
  return Router()
    .get(
      '/me',
      inSession(async ({ subject }, _, response) => {
        response.json({ subject });
      }),
    )
    .post(
      '/refresh',
      inSession(async (session, id, response) => {
        const tokens = await client.refresh(session.tokens.refresh);
        if (tokens === null) {
          response.status(403).json({ error: 'grant_revoked' });
          return;
        }
        sessions.set(id, { ...session, tokens });
        copies.set(session.subject, tokens);
        response.json({ refreshed: true });
      }),
    )
    .post(
      '/revoke',
      inSession(async ({ tokens }, _, response) => {
        await client.revoke(tokens);
        response.status(204).end();
      }),
    );
}

/** OpenID Connect Back-Channel Logout 1.0, section 2.5: the issuer calls, and no browser takes part. */
async function endSessions(
  memory: Memory,
  client: Client,
  request: Request,
  response: Response,
): Promise<void> {
  const { logout_token: token } = z.object({ logout_token: z.string() }).parse(request.body);
  const claims = await client.readLogoutToken(token);
  response.set('Cache-Control', 'no-store');
  if (claims === null) {
    response.status(400).json({ error: 'invalid_request' });
    return;
  }
  for (const [id, { issuerSession }] of memory.sessions) {
    if (issuerSession === claims.sid) memory.sessions.delete(id);
  }
  memory.lastLogoutToken = claims;
  response.status(200).end();
}

function cookieOf(request: Request, name: string): string {
  const pairs = (request.get('cookie') ?? '').split('; ');
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
