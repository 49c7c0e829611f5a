import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { until } from '../../infra/stack/until.ts';
import type { Client } from '../contract/client.ts';
import type { ContractTarget } from '../contract/facts.ts';
import { refreshAt } from '../contract/refresh-rules.ts';
import { targetOf } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../lab/replicas.ts';

/** A replica checks the credential when a stream opens. These tests revoke it later, on another replica. */
let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

const contenders = ['sessions', 'tokens', 'tokens-stateless'];

/** @param held headers that carry a credential already */
async function logIn(
  url: string,
  username: string,
  held: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { ...held, 'content-type': 'application/json' },
    body: JSON.stringify(labAccount(username)),
  });
  const { credential } = z.object({ credential: z.string() }).parse(await answer.json());
  return { authorization: `Bearer ${credential}` };
}

function post(url: string, path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers });
}

function startOne(contender: string, environment: Record<string, string>): Promise<Replicas> {
  return startReplicas({ contender, redisUrl: redis.url, count: 1, environment });
}

describe.for(contenders)('event streams of %s', (contender) => {
  let replicas: Replicas;
  let [one, other] = ['', ''];

  beforeAll(async () => {
    const environment = { CLOSE_STREAMS: 'on-push', CARRIAGE: 'bearer' };
    replicas = await startReplicas({ contender, redisUrl: redis.url, count: 2, environment });
    [one = '', other = ''] = replicas.urls;
    // A replica of tokens fetches the keys at its first request, and on a busy machine they may come too late for it.
    const headers = await logIn(one, 'load-1');
    for (const url of replicas.urls) {
      const accepts = async () => (await fetch(`${url}/me`, { headers })).status === 200;
      expect(await until(accepts, 30_000)).toBe(true);
    }
  });
  afterAll(() => replicas.stop());

  test('a stream needs a credential', async () => {
    expect((await fetch(`${one}/events`)).status).toBe(401);
  });

  test('a logout on one replica ends the stream on another, with an event', async () => {
    const headers = await logIn(one, 'load-1');
    const stream = await fetch(`${other}/events`, { headers });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect((await post(one, '/logout', headers)).status).toBe(204);
    expect(await stream.text()).toMatch(/event: revoked\ndata: {}\n\n$/);
  });

  test('a logout everywhere ends the streams of the other devices', async () => {
    const [phone, laptop] = await Promise.all([logIn(one, 'load-2'), logIn(other, 'load-2')]);
    const stream = await fetch(`${other}/events`, { headers: phone });
    expect((await post(one, '/logout-all', laptop)).status).toBe(204);
    expect(await stream.text()).toContain('event: revoked');
  });

  test('an admin who revokes an account ends its streams', async () => {
    const [member, admin] = await Promise.all([logIn(one, 'load-11'), logIn(one, 'lab-admin')]);
    const stream = await fetch(`${other}/events`, { headers: member });
    const answer = await post(one, '/accounts/load-11/revoke', admin);
    expect(answer.status).toBe(204);
    expect(await stream.text()).toContain('event: revoked');
  });

  test('a login ends the stream of the credential that it replaces, on another replica too', async () => {
    const headers = await logIn(one, 'load-9');
    const stream = await fetch(`${other}/events`, { headers });
    await logIn(one, 'load-10', headers);
    expect(await stream.text()).toContain('event: revoked');
  });

  test('a logout ends no stream of another user', async () => {
    const [mine, theirs] = await Promise.all([logIn(one, 'load-3'), logIn(one, 'load-4')]);
    const [stopping, going] = await Promise.all([
      fetch(`${other}/events`, { headers: mine }),
      fetch(`${other}/events`, { headers: theirs }),
    ]);
    await post(one, '/logout', mine);
    await stopping.text();
    const reader = going.body?.getReader();
    const { done } = (await reader?.read()) ?? { done: true };
    expect(done).toBe(false);
    await reader?.cancel();
  });
});

describe.for(['tokens', 'tokens-short', 'tokens-pushed', 'tokens-fail-open'])(
  'event streams of %s that were opened before a refresh',
  (contender) => {
    let replicas: Replicas;
    let target: ContractTarget;
    beforeAll(async () => {
      replicas = await startOne(contender, { CLOSE_STREAMS: 'on-push' });
      target = targetOf(replicas, 'cookie');
    });
    afterAll(() => replicas.stop());

    const refreshCookieOf = (user: Client) =>
      user.cookies.get(`refresh_${contender.replaceAll('-', '_')}`) ?? '';

    const accessCookie = `token_${contender.replaceAll('-', '_')}`;
    const revoking: Record<string, (user: Client, first: string) => Promise<unknown>> = {
      'a logout with the newer access token': (user) => user.post('/logout'),
      'a logout with the refresh cookie alone': (user) => {
        user.cookies.delete(accessCookie);
        return user.post('/logout');
      },
      'the use of a refresh token that is two generations old': async (user, first) => {
        await refreshAt(contender, 'cookie', user, refreshCookieOf(user));
        await refreshAt(contender, 'cookie', target.client(), first);
      },
    };

    test.for(Object.entries(revoking))('end after %s', async ([, revoke]) => {
      const user = await target.member();
      const first = refreshCookieOf(user);
      const cookie = [...user.cookies].map((each) => each.join('=')).join('; ');
      const stream = await fetch(`${replicas.urls[0]}/events`, { headers: { cookie } });
      expect((await refreshAt(contender, 'cookie', user, first)).status).toBe(200);
      await revoke(user, first);
      expect(await stream.text()).toContain('event: revoked');
    });
  },
);

test.for(['sessions', 'sessions-cached', 'sessions-memory', 'tokens', 'tokens-pushed'])(
  'a stream of %s that checks again ends after a logout, without a push',
  async (contender) => {
    const replicas = await startOne(contender, { STREAM_RECHECK_MS: '50', CARRIAGE: 'bearer' });
    try {
      const [url = ''] = replicas.urls;
      const [mine, theirs] = await Promise.all([logIn(url, 'load-7'), logIn(url, 'load-8')]);
      const [ending, going] = await Promise.all([
        fetch(`${url}/events`, { headers: mine }),
        fetch(`${url}/events`, { headers: theirs }),
      ]);
      expect((await post(url, '/logout', mine)).status).toBe(204);
      expect(await ending.text()).toMatch(/event: revoked\ndata: {}\n\n$/);
      const reader = going.body?.getReader();
      for (const _event of [1, 2, 3]) expect((await reader?.read())?.done).toBe(false);
      await reader?.cancel();
    } finally {
      await replicas.stop();
    }
  },
);

test('by default a stream goes on after the logout', async () => {
  const replicas = await startOne('tokens', { CARRIAGE: 'bearer' });
  try {
    const [url = ''] = replicas.urls;
    const headers = await logIn(url, 'load-5');
    const stream = await fetch(`${url}/events`, { headers });
    expect((await post(url, '/logout', headers)).status).toBe(204);
    expect((await fetch(`${url}/me`, { headers })).status).toBe(401);
    const reader = stream.body?.getReader();
    // The first event may have been sent before the logout, but the third cannot.
    for (const _event of [1, 2, 3]) expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  } finally {
    await replicas.stop();
  }
});

test('a replica that is told to stop ends its streams and does not wait for them', async () => {
  const replicas = await startOne('tokens', { CARRIAGE: 'bearer', DRAIN_DEADLINE_MS: '60000' });
  const [replica] = replicas.all;
  if (replica === undefined) throw new Error('no replica');
  const headers = await logIn(replica.url, 'load-6');
  const stream = await fetch(`${replica.url}/events`, { headers });
  const stopped = replica.process.end('SIGTERM');
  expect(await stream.text()).toContain('event: closing');
  expect(await stopped).toBe(0);
  await replicas.stop();
});
