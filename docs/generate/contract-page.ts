import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { z } from 'zod';
import { approach as floor } from '../../apps/floor/strategy.ts';
import { approach as sessions } from '../../apps/sessions/strategy.ts';
import { createAccounts } from '../../apps/shared/accounts/accounts.ts';
import type { Approach } from '../../apps/shared/auth-strategy.ts';
import { readConfig } from '../../apps/shared/config.ts';
import type { Route } from '../../apps/shared/http/route.ts';
import { allRoutes } from '../../apps/shared/routes.ts';
import { createEventStreams } from '../../apps/shared/shop/event-streams.ts';
import { approach as tokens } from '../../apps/tokens/strategy.ts';
import { code, generatedNote, page, table } from './page.ts';

/** What each route answers when all goes well. A route without a line here fails the test. */
const answers: Readonly<Record<string, string>> = {
  'POST /login': '200 `{subject, role, expiresAt, credentialId, carriage}` and the credential',
  'POST /logout':
    '204: this credential, and all that can be refreshed from its login, is revoked before the answer is sent',
  'POST /logout-all': '204: so is every other credential of this subject',
  'GET /me': '200 `{subject, role, credentialId, issuedAt, expiresAt}`',
  'GET /orders': '200 `{orders}`: the route that is measured',
  'GET /cart': '200 `{items}`',
  'PUT /cart': '200 `{items}`: in the session record, or signed and carried by the client',
  'GET /catalog': '200 `{products}`: public, a shared cache may keep it for 60 s',
  'POST /onboarding': '201 `{flowId, steps, complete}`',
  'GET /onboarding/:flowId': '200 the same',
  'PUT /onboarding/:flowId/steps/:step':
    '204; the steps are `profile`, `plan`, `confirmation`, in this order',
  'POST /orders':
    '201 `{id, items}`. With an `Idempotency-Key`, which is kept for an hour: the same answer to each repetition; 409 while the first request is under way; 422 for another body',
  'GET /orders/placed': '200 `{orders}`: the newest 100 of the last hour',
  'PUT /accounts/:subject/role': '200 `{subject, role}`',
  'POST /accounts/:subject/revoke':
    '204: every credential of the subject; `{"disable": true}` closes the account too',
  'GET /events': '200 `text/event-stream`: open until one side ends it',
  'GET /healthz': '200 while the process lives; it never asks Redis',
  'GET /readyz': '200 or 503 `{ready, reasons}`',
  'POST /token/refresh': '200 as `POST /login`: a new token and a new refresh token',
  'GET /.well-known/jwks.json': '200 `{keys}`: the public keys',
};

const access: Readonly<Record<Route['access'], string>> = {
  public: 'anybody',
  login: 'username and password',
  subject: 'a valid credential',
  admin: 'a valid credential of an admin',
  leaving:
    'a credential that was issued here; a token may have expired, or be missing beside a refresh cookie',
};

export async function contractPage(): Promise<string> {
  const apps = await routesOfApps();
  return page([
    '# The HTTP contract',
    generatedNote('the routes of `apps/shared` and of each app'),
    [
      'The contract is the same for every contender. Every answer carries `x-replica` and `x-request-id`; every error is',
      '`application/problem+json` (RFC 9457) with a stable `code`. A client that is signed out gets 401, and a client that',
      'may not do what it asks for gets 403. When the store does not answer, the client gets 503 and never 401. A replica',
      'saves what it changes before it answers.',
    ].join('\n'),
    table(['request', 'who may', 'answer', 'apps'], rowsOf(apps)),
    [
      'With bearer carriage the credential is the member `credential` of the answer to a login, and goes into the',
      '`Authorization` header. With cookie carriage it is a cookie.',
    ].join('\n'),
  ]);
}

function rowsOf(apps: readonly AppRoutes[]): string[][] {
  const byName = new Map<string, { route: Route; in: string[] }>();
  for (const { app, routes } of apps) {
    for (const route of routes) {
      const name = `${route.method} ${route.path}`;
      const row = byName.get(name) ?? { route, in: [] };
      byName.set(name, { ...row, in: [...row.in, app] });
    }
  }
  return [...byName].map(([name, { route, in: found }]) => {
    const answer = answers[name];
    if (answer === undefined)
      throw new Error(`docs/generate/contract-page.ts has no line for ${name}`);
    return [
      code(name),
      access[route.access],
      answer,
      found.length === apps.length ? 'all' : found.join(', '),
    ];
  });
}

type AppName = 'floor' | 'sessions' | 'tokens';

interface AppRoutes {
  readonly app: AppName;
  readonly routes: readonly Route[];
}

/** The routes of each app. The app itself puts them together as a replica does, but never serves them. */
export async function routesOfApps(): Promise<readonly AppRoutes[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-routes-'));
  try {
    return await Promise.all([
      routesOf('floor', floor, folder),
      routesOf('sessions', sessions, folder),
      routesOf('tokens', tokens, folder),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function routesOf<Own extends z.ZodObject>(
  app: AppName,
  approach: Approach<Own>,
  folder: string,
): Promise<AppRoutes> {
  const unusedSecret = 'x'.repeat(32);
  const { config, own } = readConfig(join('apps', app), approach.environment, {
    REPLICA: `${app}-1`,
    PORT: '1',
    METRICS_PORT: '2',
    REDIS_URL: 'redis://127.0.0.1:3',
    SESSION_SECRET: unusedSecret,
    LOAD_ACCOUNT_SECRET: unusedSecret,
    KEYS_FILE: join(folder, `${app}.json`),
  });
  const redis = new Redis({ lazyConnect: true }); // never asked, so never connected
  const accounts = createAccounts(redis, unusedSecret, config.hashLimits);
  const announce = async () => undefined;
  const context = { config, accounts, redis, now: Date.now, log: () => undefined, announce };
  const strategy = await approach.createStrategy(context, own);
  const streams = createEventStreams(config.streamRecheckMs);
  const notReady = async () => [];
  return { app, routes: allRoutes({ config, accounts, strategy, redis, streams, notReady }) };
}
