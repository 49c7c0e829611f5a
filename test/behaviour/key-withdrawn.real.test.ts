import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../lab/replicas.ts';

/** Withdrawing the signing key ends every token at once, as soon as a replica asks for the key set again. */
let redis: RedisServer;
let replicas: Replicas;

beforeAll(async () => {
  redis = await startRedisServer();
  replicas = await startReplicas({
    contender: 'tokens',
    redisUrl: redis.url,
    count: 2,
    environment: {
      CARRIAGE: 'bearer',
      JWKS_MAX_AGE_MS: '200',
      JWKS_COOLDOWN_MS: '1',
      CLOCK_TOLERANCE_SECONDS: '0',
    },
  });
});
afterAll(async () => {
  await replicas.stop();
  await redis.stop();
});

async function logIn(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(labAccount('load-1')),
  });
  const { credential } = z.object({ credential: z.string() }).parse(await answer.json());
  return { authorization: `Bearer ${credential}` };
}

async function statuses(headers: Record<string, string>): Promise<number[]> {
  return await Promise.all(
    replicas.urls.map(async (url) => (await fetch(`${url}/me`, { headers })).status),
  );
}

test('a token of a withdrawn key is refused by all replicas, and a new one is accepted by all', async () => {
  const [one, other] = replicas.all;
  if (one === undefined || other === undefined) throw new Error('two replicas are needed');
  const old = await logIn(one.url);
  expect(await statuses(old)).toEqual([200, 200]);

  const answer = await fetch(`${one.metricsUrl}/keys/withdraw`, { method: 'POST' });
  expect(answer.status).toBe(200);
  await expect.poll(() => statuses(old)).toEqual([401, 401]);

  // Signed by the replica that was told nothing: it has noticed what happened to the file.
  const fresh = await logIn(other.url);
  await expect.poll(() => statuses(fresh)).toEqual([200, 200]);
});

test('after a rotation tokens of both keys are good, until the older one is withdrawn', async () => {
  const [one, other] = replicas.all;
  if (one === undefined || other === undefined) throw new Error('two replicas are needed');
  const old = await logIn(one.url);
  const change = z.object({
    kid: z.string(),
    kids: z.array(z.string()),
    next: z.object({ kid: z.string(), signsFrom: z.iso.datetime() }).nullable(),
  });
  const post = async (path: string) =>
    change.parse(await (await fetch(one.metricsUrl + path, { method: 'POST' })).json());

  const { kid, kids, next } = await post('/keys/rotate');
  expect(kids).toEqual([next?.kid, kid]);
  const kidOf = ({ authorization = '' }) => decodeProtectedHeader(authorization.slice(7)).kid;
  // The new key is published, and for a second (the cool-down is 1 ms here) the old one goes on signing.
  expect(kidOf(await logIn(other.url))).toBe(kid);
  const signer = expect.poll(async () => kidOf(await logIn(other.url)), { timeout: 5000 });
  await signer.toBe(next?.kid);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(String(next?.signsFrom)));
  const fresh = await logIn(other.url);
  expect(await statuses(fresh)).toEqual([200, 200]);
  expect(await statuses(old)).toEqual([200, 200]);

  expect(await post('/keys/withdraw')).toEqual({ kid: next?.kid, kids: [next?.kid], next: null });
  await expect.poll(() => statuses(old)).toEqual([401, 401]);
  expect(await statuses(fresh)).toEqual([200, 200]);
});

test.for(['/keys/rotate', '/keys/withdraw'])(
  'with one shared secret %s is refused, and says why',
  async (path) => {
    const environment = { TOKEN_ALGORITHM: 'HS256' };
    const settings = { contender: 'tokens', redisUrl: redis.url, count: 1, environment };
    const shared = await startReplicas(settings);
    try {
      const answer = await fetch(`${shared.all[0]?.metricsUrl}${path}`, { method: 'POST' });
      expect(answer.status).toBe(409);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({ code: 'shared_secret' });
    } finally {
      await shared.stop();
    }
  },
);

test('the private port alone withdraws keys, and knows no other command', async () => {
  const [one] = replicas.all;
  expect((await fetch(`${one?.url}/keys/withdraw`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${one?.metricsUrl}/keys/withdraw`)).status).toBe(404);
  expect((await fetch(`${one?.metricsUrl}/keys/burn`, { method: 'POST' })).status).toBe(404);
});
