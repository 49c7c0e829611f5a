import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { reservePorts } from '../../infra/stack/ports.ts';
import { logIn, logInMany } from './credential.ts';
import { answer, type KnownServer, serveKnown } from './known-server.ts';
import { changeRole, logOut, logOutAll, refreshWith, revokeSubject } from './revoke.ts';

const servers: KnownServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? null : JSON.parse(text);
}

/** Logs in each account whose password is `right`, and records each request. */
async function serveLogins({ unavailableAtFirst = 0 } = {}) {
  let unavailable = unavailableAtFirst;
  const asked: string[] = [];
  let open = 0;
  let mostOpen = 0;
  const server = await serveKnown(async (request, response) => {
    mostOpen = Math.max(mostOpen, ++open);
    const body = await bodyOf(request);
    const { cookie } = request.headers;
    asked.push(`${request.method} ${request.url} ${cookie} ${JSON.stringify(body)}`);
    // Two turns of the loop, so that requests overlap when they are sent side by side.
    setTimeout(() => {
      open -= 1;
      const name = (body as { username?: string } | null)?.username ?? 'x';
      const wrong = (body as { password?: string } | null)?.password === 'wrong-secret';
      unavailable -= 1;
      if (unavailable >= 0) {
        answer(response, 503, {}, { 'retry-after': '0' });
        return;
      }
      const login = { subject: name, role: 'member', credentialId: `id-${name}`, expiresAt: 1 };
      answer(response, wrong ? 401 : 200, login, {
        'set-cookie': `sid=${name}; Path=/`,
        'x-replica': 'r-2',
      });
    }, 2);
  });
  servers.push(server);
  return { url: server.url, asked, mostOpen: () => mostOpen };
}

const accounts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ username: `load-${index}`, password: 'right' }));

describe('logInMany', () => {
  test('gives the credentials in the order of the accounts, so many at a time and no more', async () => {
    const { url, asked, mostOpen } = await serveLogins();
    const credentials = await logInMany(url, accounts(50), 8);
    expect(credentials.map(({ headers }) => headers.cookie)).toEqual(
      Array.from({ length: 50 }, (_, index) => `sid=load-${index}`),
    );
    expect(asked).toHaveLength(50);
    expect(mostOpen()).toBeGreaterThan(1);
    expect(mostOpen()).toBeLessThanOrEqual(8);
  });

  test('stops at the first account that is refused, names it, and repeats no password', async () => {
    const { url, asked } = await serveLogins();
    const spoiled = accounts(200).with(3, { username: 'load-3', password: 'wrong-secret' });
    const failure = logInMany(url, spoiled, 2);
    await expect(failure).rejects.toThrow('login of load-3 was answered 401');
    await expect(failure).rejects.not.toThrow('wrong-secret');
    expect(asked.length).toBeLessThan(200);
  });

  test('comes back after a 503, as often as it was told to and no oftener', async () => {
    const { url, asked } = await serveLogins({ unavailableAtFirst: 5 });
    await expect(logInMany(url, accounts(1), 1)).rejects.toThrow('answered 503');
    await expect(logInMany(url, accounts(1), 1, 2)).rejects.toThrow('answered 503');
    expect(await logInMany(url, accounts(1), 1, 3)).toHaveLength(1);
    expect(asked).toHaveLength(1 + 2 + 3);
  });

  test('a server that is not there is an error', async () => {
    const { first: closed, release } = await reservePorts(1, Math.random);
    const url = `http://127.0.0.1:${closed}`;
    await expect(logIn(url, { username: 'a', password: 'b' })).rejects.toThrow();
    release();
  });
});

test('each revoking request is the one of the contract, stamped around its whole exchange', async () => {
  const { url, asked } = await serveLogins();
  const credential = await logIn(url, { username: 'ann', password: 'right' });
  const beforeMs = performance.now();
  const answered = await logOut(url, credential);
  const afterMs = performance.now();
  expect(answered).toMatchObject({ status: 200, replica: 'r-2' });
  expect([beforeMs, answered.sentMs, answered.doneMs, afterMs]).toEqual(
    [beforeMs, answered.sentMs, answered.doneMs, afterMs].toSorted((a, b) => a - b),
  );
  await logOutAll(url, credential);
  await revokeSubject(url, credential, 'a/b');
  await changeRole(url, credential, 'bob', 'member');
  const renewed = await refreshWith(url, { ...credential, refreshToken: 'r-1' });
  expect(renewed.credential?.headers).toEqual({ cookie: 'sid=x' });
  expect(asked.slice(1)).toEqual([
    'POST /logout sid=ann null',
    'POST /logout-all sid=ann null',
    'POST /accounts/a%2Fb/revoke sid=ann null',
    'PUT /accounts/bob/role sid=ann {"role":"member"}',
    'POST /token/refresh undefined {"refreshToken":"r-1"}',
  ]);
});
