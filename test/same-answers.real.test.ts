import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, Client } from './contract/client.ts';
import type { ContractTarget } from './contract/facts.ts';
import { targetOf } from './contract/target.ts';
import { type RedisServer, startRedisServer } from './lab/redis-server.ts';
import { type Replicas, startReplicas } from './lab/replicas.ts';

/** The apps answer the same requests in the same shape: status, members, and headers except those of the credential. */
const apps = ['sessions', 'tokens', 'floor'] as const;

const running = new Map<string, { replicas: Replicas; target: ContractTarget }>();
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
  for (const contender of apps) {
    const replicas = await startReplicas({ contender, redisUrl: redis.url, count: 1 });
    running.set(contender, { replicas, target: targetOf(replicas, 'cookie') });
  }
});
afterAll(async () => {
  for (const { replicas } of running.values()) await replicas.stop();
  await redis.stop();
});

type Ask = (user: Client, admin: Client) => Promise<Answer>;

const requests: readonly (readonly [string, Ask])[] = [
  ['GET /me', (user) => user.get('/me')],
  ['GET /orders', (user) => user.get('/orders')],
  ['GET /cart', (user) => user.get('/cart')],
  ['PUT /cart', (user) => user.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] })],
  ['PUT /cart, refused', (user) => user.put('/cart', { items: 'none' })],
  ['GET /catalog', (user) => user.get('/catalog')],
  ['POST /onboarding', (user) => user.post('/onboarding')],
  // Before an order is placed: the floor takes everybody for one and the same subject.
  ['GET /orders/placed', (user) => user.get('/orders/placed')],
  ['POST /orders', (user) => user.post('/orders', { items: [{ sku: 'COAT', quantity: 1 }] })],
  ['POST /orders, refused', (user) => user.post('/orders', { items: [] })],
  ['GET /onboarding, unknown flow', (user) => user.get('/onboarding/none')],
  ['PUT a role', (_user, admin) => admin.put('/accounts/load-9/role', { role: 'member' })],
  ['POST a revocation', (_user, admin) => admin.post('/accounts/load-9/revoke')],
  ['GET /healthz', (user) => user.get('/healthz')],
  ['GET /readyz', (user) => user.get('/readyz')],
  ['GET an unknown path', (user) => user.get('/unknown')],
  ['POST /login, refused', (user) => user.login({ username: 'load-9', password: 'x' })],
  ['POST /login, malformed', (user) => user.post('/login', [])],
  ['POST /logout-all', (user) => user.post('/logout-all')],
];

test.for(requests)('%s', async ([, ask]) => {
  const shapes: Record<string, unknown> = {};
  for (const [app, { target }] of running) {
    const user = await target.member();
    shapes[app] = shapeOf(await ask(user, await target.administrator()));
  }
  expect(shapes.tokens).toEqual(shapes.sessions);
  expect(shapes.floor).toEqual(shapes.sessions);
});

function shapeOf({ status, headers, body }: Answer) {
  const names = [...headers.keys()].filter((name) => name !== 'set-cookie').sort();
  return { status, names, members: membersOf(body) };
}

/** The names and kinds of the members. The values differ between the apps. */
function membersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(membersOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, membersOf(each)]));
}
