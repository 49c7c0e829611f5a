import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../lab/replicas.ts';

/** The presets: contenders that emulate mechanisms which other systems document. */
let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

async function withReplicas(
  contender: string,
  environment: Record<string, string>,
  act: (one: string, other: string) => Promise<void>,
): Promise<void> {
  const settings = { contender, redisUrl: redis.url, count: 2, environment };
  const replicas: Replicas = await startReplicas(settings);
  try {
    const [one = '', other = ''] = replicas.urls;
    await act(one, other);
  } finally {
    await replicas.stop();
  }
}

/** The cookies of an answer, as the Cookie header of the next request. */
function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .join('; ');
}

async function logIn(url: string, username: string): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(labAccount(username)),
  });
  expect(answer.status).toBe(200);
  return cookiesOf(answer);
}

const get = (url: string, cookie: string) => fetch(`${url}/me`, { headers: { cookie } });

test('every replica accepts a copy in a cookie even after the logout, and refuses the session without it', async () => {
  await withReplicas('sessions-cookie-cache', { COOKIE_CACHE_MS: '60000' }, async (one, other) => {
    const session = await logIn(one, 'load-1');
    const copy = cookiesOf(await get(one, session));
    expect(copy).toMatch(/^record_sessions_cookie_cache=/);
    const both = `${session}; ${copy}`;
    const bye = await fetch(`${one}/logout`, { method: 'POST', headers: { cookie: both } });
    expect(bye.status).toBe(204);
    expect(
      bye.headers.getSetCookie().some((line) => line.startsWith('record_sessions_cookie_cache=;')),
    ).toBe(true);
    expect((await get(other, both)).status).toBe(200);
    expect((await get(other, session)).status).toBe(401);
  });
});

test('a replica does not accept a copy that is too old', async () => {
  await withReplicas('sessions-cookie-cache', { COOKIE_CACHE_MS: '1' }, async (one, other) => {
    const session = await logIn(one, 'load-2');
    const both = `${session}; ${cookiesOf(await get(one, session))}`;
    await fetch(`${one}/logout`, { method: 'POST', headers: { cookie: session } });
    await expect.poll(async () => (await get(other, both)).status).toBe(401);
  });
});

test('after the interval a replica checks the stamp: it renews a valid token and refuses a revoked one', async () => {
  await withReplicas('tokens-security-stamp', { STAMP_INTERVAL_MS: '1000' }, async (one, other) => {
    const old = await logIn(one, 'load-3');
    let renewed = '';
    await expect
      .poll(
        async () => {
          renewed = cookiesOf(await get(other, old));
          return renewed;
        },
        // Longer than the interval, which the default is not.
        { timeout: 5_000 },
      )
      .toMatch(/^token_tokens_security_stamp=/);
    expect((await get(one, renewed)).status).toBe(200);
    const admin = await logIn(one, 'lab-admin');
    const path = '/accounts/load-3/revoke';
    await fetch(one + path, { method: 'POST', headers: { cookie: admin } });
    expect((await get(other, old)).status).toBe(401);
    await expect.poll(async () => (await get(other, renewed)).status).toBe(401);
  });
});

test('within the interval no replica checks the stamp', async () => {
  await withReplicas(
    'tokens-security-stamp',
    { STAMP_INTERVAL_MS: '60000' },
    async (one, other) => {
      const token = await logIn(one, 'load-4');
      await fetch(`${one}/logout-all`, { method: 'POST', headers: { cookie: token } });
      const answer = await get(other, token);
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
    },
  );
});
