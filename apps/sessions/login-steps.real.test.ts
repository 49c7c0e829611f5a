import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { approach as hardened } from '../sessions-hardened/strategy.ts';
import { createAccounts } from '../shared/accounts/accounts.ts';
import { toProblem } from '../shared/app.ts';
import type { AuthStrategy } from '../shared/auth-strategy.ts';
import { readConfig } from '../shared/config.ts';
import type { StoreClient } from '../shared/store/redis.ts';
import { inSteps, type Steps } from './command-steps.fixture.ts';
import { createRedisSubjectSessions, type SubjectSessions } from './revocation.ts';
import { approach as sessions } from './strategy.ts';

/** A login beside logouts from everywhere, one command of Redis at a time, in every order that Redis can see. */

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
beforeEach(() => redis.client.flushall());

const variables = {
  REPLICA: 'one',
  PORT: '1',
  METRICS_PORT: '2',
  LOAD_ACCOUNT_SECRET: 'a secret of the tests, long enough for the schema',
  SESSION_SECRET: 'a session secret of the tests, long enough for the schema',
};

/** `POST /login` as alice, `GET /me` answers 200 or 401: the strategy alone behind Express. */
async function serveStrategy(contender: 'sessions' | 'sessions-hardened', client: StoreClient) {
  const approach = contender === 'sessions' ? sessions : hardened;
  const { config, own } = readConfig(`apps/${contender}`, approach.environment, {
    ...variables,
    REDIS_URL: redis.url,
  });
  const accounts = createAccounts(client, config.loadAccountSecret, config.hashLimits);
  const context = {
    config,
    redis: client,
    accounts,
    now: Date.now,
    log: () => undefined,
    announce: async () => undefined,
  };
  const strategy: AuthStrategy = await approach.createStrategy(context, own);
  const app = express();
  app.use(...strategy.middleware);
  app.post('/login', async (req, res) => {
    await strategy.issue(req, res, { subject: 'alice', role: 'member', disabled: false });
    res.json({});
  });
  app.get('/me', async (req, res) => {
    const outcome = await strategy.authenticate(req);
    res.status(outcome.ok ? 200 : 401).json({});
  });
  app.use(((error, _req, res, _next) => {
    res.status(toProblem(error).status).json({});
  }) satisfies express.ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * The login sends DEL (of the ID before it), MULTI (its entry), SET (its record) and ZSCORE; a logout from everywhere
 * sends ZRANGE and MULTI.
 */
const stepsOf = { login: 4, one: 2, other: 2 };

/** Every order of these actors' steps that keeps the order of each actor. */
function ordersOf(steps: Readonly<Record<string, number>>): readonly string[][] {
  const left = Object.entries(steps).filter(([, count]) => count > 0);
  if (left.length === 0) return [[]];
  return left.flatMap(([actor, count]) =>
    ordersOf({ ...steps, [actor]: count - 1 }).map((rest) => [actor, ...rest]),
  );
}

const logoutAll = (client: StoreClient) =>
  createRedisSubjectSessions(client, Date.now, 60).removeAll('alice');

/** Runs the actors in this order, then each to its end, then one more logout from everywhere. */
async function run(contender: 'sessions' | 'sessions-hardened', order: readonly string[]) {
  let login: Promise<Response> = Promise.reject(new Error('not started'));
  login.catch(() => undefined);
  const steps = new Map<string, Steps>();
  const ended = new Map<string, Promise<unknown>>();
  const logouts = new Set(order.filter((actor) => actor !== 'login'));
  for (const actor of ['login', ...logouts]) {
    steps.set(
      actor,
      inSteps(redis.client, async () => ended.get(actor)),
    );
  }
  const clientOf = (actor: string) => steps.get(actor)?.client ?? redis.client;
  const held = await serveStrategy(contender, clientOf('login'));
  const free = await serveStrategy(contender, redis.client);
  try {
    // Somebody is signed in already, so a logout from everywhere has something to end.
    await fetch(`${free.url}/login`, { method: 'POST' });
    login = fetch(`${held.url}/login`, { method: 'POST' });
    ended.set('login', login);
    for (const actor of logouts) ended.set(actor, logoutAll(clientOf(actor)));
    for (const actor of order) await steps.get(actor)?.next();
    for (const each of steps.values()) each.open();
    const answer = await login;
    await answer.text();
    await Promise.all(ended.values());
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
    const me = async () =>
      (await fetch(`${free.url}/me`, { headers: { cookie: cookie.join('; ') } })).status;
    const meBefore = await me();
    await logoutAll(redis.client);
    return { login: answer.status, cookies: cookie.length, meBefore, meAfter: await me() };
  } finally {
    held.stop();
    free.stop();
  }
}

test.for(['sessions', 'sessions-hardened'] as const)(
  '%s: in every order, a logout from everywhere ends what a login has handed out before',
  async (contender) => {
    const survivors: string[] = [];
    const handedOutWithARefusal: string[] = [];
    for (const order of ordersOf(stepsOf)) {
      const { login, cookies, meAfter } = await run(contender, order);
      if (meAfter !== 401) survivors.push(order.join(' '));
      if (login !== 200 && cookies > 0) handedOutWithARefusal.push(order.join(' '));
    }
    expect(survivors).toEqual([]);
    expect(handedOutWithARefusal).toEqual([]);
  },
);

test.for([
  ['a login after a logout from everywhere stays', 'one one login login login login', 200, 200],
  ['a login before it ends', 'login login login login one one', 200, 401],
  [
    'a login with it between its entry and its record loses',
    'login login one one login login',
    409,
    401,
  ],
  [
    'a login with it between its record and its check loses',
    'login login login one one login',
    409,
    401,
  ],
] as const)('%s', async ([, order, login, meBefore]) => {
  for (const contender of ['sessions', 'sessions-hardened'] as const) {
    const result = await run(contender, [...order.split(' ')]);
    expect(result).toMatchObject({ login, meBefore, meAfter: 401 });
  }
});

test.for([
  ['a logout', (ids: SubjectSessions) => ids.forget('alice', 'one')],
  ['a logout from everywhere', (ids: SubjectSessions) => ids.removeAll('alice')],
] as const)(
  'a record that a write in flight brings back after %s ends by the next logout from everywhere',
  async ([, end]) => {
    const { client } = redis;
    const ids = createRedisSubjectSessions(client, Date.now, 60);
    await ids.add('alice', 'one');
    await client.set('sess:one', '{}');
    await client.del('sess:one');
    await end(ids);
    await client.set('sess:one', '{"role":"admin"}');
    expect(await ids.lists('alice', 'one')).toBe(false);
    await ids.changeRole('alice', 'member');
    expect(await client.get('sess:one')).toBe('{"role":"member"}');
    await ids.removeAll('alice');
    expect(await client.exists('sess:one')).toBe(0);
  },
);
