import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { expect, test } from 'vitest';
import { toProblem } from '../app.ts';
import type { Account, Accounts } from './accounts.ts';
import { loginRoutes } from './login-routes.ts';

const alice: Account = { subject: 'alice', role: 'member', disabled: false };

/** A login whose second look at the account finds this. Returns the answer and what was revoked. */
async function logIn(secondLook: () => Promise<Account>) {
  const looks = [async () => alice, secondLook].values();
  const revoked: string[] = [];
  const accounts: Accounts = {
    verify: async (username) => ({ ok: true, subject: username }),
    find: async () => (await looks.next().value?.()) ?? null,
    seeded: () => alice,
    setRole: async () => undefined,
    setDisabled: async () => undefined,
  };
  const strategy: Parameters<typeof loginRoutes>[1] = {
    middleware: [],
    routes: [],
    needsStoreFor: 'requests',
    async issue(_req, res, { subject, role }) {
      res.cookie('credential', 'secret');
      const times = { issuedAtMs: 0, expiresAtMs: 1 };
      const identity = { subject, role, credentialId: 'new', loginId: 'new', ...times };
      return { identity, credential: 'secret' };
    },
    authenticate: async () => ({ ok: false, code: 'missing' }),
    identifyToEnd: async () => ({ ok: false, code: 'missing' }),
    stillValid: async () => false,
    async revoke(_req, _res, { loginId }) {
      revoked.push(loginId);
      throw new Error('the store is away');
    },
    revokeAll: async () => undefined,
    clearCookies: (res) => res.clearCookie('credential'),
    changeRole: async () => false,
    readCart: async () => ({ items: [] }),
    writeCart: async () => undefined,
    notReady: () => [],
    metrics: () => ({}),
    close: async () => undefined,
  };
  const [login] = loginRoutes(accounts, strategy, 'cookie');
  if (login?.access !== 'login') throw new TypeError('the first route is not the login');
  const app = express();
  app.post('/login', express.json(), async (req, res) => login.answer(req, res));
  app.use(((error, _req, res, _next) => {
    res.status(toProblem(error).status).json({ code: toProblem(error).code });
  }) satisfies express.ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const answer = await fetch(`http://127.0.0.1:${port}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', password: 'secret' }),
  });
  const text = await answer.text();
  server.close();
  return { status: answer.status, cookies: answer.headers.getSetCookie(), text, revoked };
}

test('a login hands out its credential', async () => {
  const { status, cookies } = await logIn(async () => alice);
  expect([status, cookies.length]).toEqual([200, 1]);
});

test.for([
  [
    'cannot be looked at again',
    503,
    () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' })),
  ],
  ['was disabled meanwhile', 401, async () => ({ ...alice, disabled: true })],
  ['has another role meanwhile', 409, async () => ({ ...alice, role: 'admin' as const })],
] as const)(
  'a login whose account %s hands out nothing, even when its credential cannot be revoked',
  async ([, status, secondLook]) => {
    const answer = await logIn(secondLook);
    expect(answer.status).toBe(status);
    expect(answer.cookies).toEqual(['credential=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT']);
    expect(answer.text).not.toContain('secret');
    expect(answer.revoked).toEqual(['new']);
  },
);
