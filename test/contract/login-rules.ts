import { expect, test } from 'vitest';
import { type Account, type Answer, askUntil, type Client } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { expectRefused } from './logout-rules.ts';
import { refreshTokenOf } from './refresh-rules.ts';

/** What a login answers, and what it hands out. */
export function loginRules(facts: ContenderFacts, target: () => ContractTarget): void {
  test('a login answers who, until when, and under which name the credential is known', async () => {
    const { client, nextAccount, carriage } = target();
    const account = nextAccount();
    const answer = await client().login(account);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({ carriage, credentialId: expect.any(String) });
    expect(Date.parse(String(answer.body.expiresAt))).not.toBeNaN();
    if (facts.authenticates) {
      expect(answer.body).toMatchObject({ subject: account.username, role: 'member' });
    }
  });

  test('the credential travels in the chosen carriage and in no other', async () => {
    const { client, nextAccount, carriage } = target();
    const answer = await client().login(nextAccount());
    const cookies = answer.setCookies;
    if (carriage === 'bearer') {
      expect(cookies).toEqual([]);
      expect(answer.body.credential).toEqual(expect.any(String));
    } else {
      expect(answer.body).not.toHaveProperty('credential');
      expect(cookies.length > 0).toBe(facts.authenticates);
      for (const cookie of cookies) {
        expect(cookie).toMatch(/; HttpOnly/);
        expect(cookie).toMatch(/; SameSite=Lax/);
      }
    }
  });

  test('a wrong password is refused, with no credential', async () => {
    expectNoCredential(await target().client().login({ username: 'load-1', password: 'AAAA' }));
  });

  test('a login body without its members is refused and the names of the members are given', async () => {
    const answer = await target().client().post('/login', { username: 'alice' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'invalid_body',
      detail: expect.stringContaining('password'),
    });
  });

  if (!facts.authenticates) return;

  test('every login makes a new credential, and the earlier one goes on', async () => {
    const { client, nextAccount } = target();
    const account = nextAccount();
    const first = client();
    const second = client();
    const [one, other] = [await first.login(account), await second.login(account)];
    expect(one.body.credentialId).not.toBe(other.body.credentialId);
    expect(first.credential()).not.toBe(second.credential());
    expect((await first.get('/me')).status).toBe(200);
    expect((await second.get('/me')).status).toBe(200);
  });

  test('a login over a live credential ends that one, and no other of its subject', async () => {
    const { client, nextAccount, urls } = target();
    const account = nextAccount();
    const [user, elsewhere] = [client(), client()];
    await user.login(account);
    await elsewhere.login(account);
    const before = user.copy();
    expect((await user.login(account)).status).toBe(200);
    expect(user.credential()).not.toBe(before.credential());
    await expectRefused(before, facts, urls().length);
    expect((await user.get('/me')).status).toBe(200);
    expect((await elsewhere.get('/me')).status).toBe(200);
  });

  test('a login as somebody else ends the credential of the one before', async () => {
    const { client, nextAccount, urls } = target();
    const user = client();
    await user.login(nextAccount());
    const before = user.copy();
    const account = nextAccount();
    await user.login(account);
    await expectRefused(before, facts, urls().length);
    expect((await user.get('/me')).body.subject).toBe(account.username);
  });

  test('a login that is refused leaves the credential alone that was sent with it', async () => {
    const { client, nextAccount } = target();
    const account = nextAccount();
    const user = client();
    await user.login(account);
    const refused = await user.login({ ...account, password: 'AAAA' });
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await user.get('/me')).body.subject).toBe(account.username);
  });

  if (facts.refreshes) {
    test('a login over a live credential ends the refresh family of that one', async () => {
      const { client, nextAccount } = target();
      const account = nextAccount();
      const user = client();
      const first = await user.login(account);
      const thief = user.copy();
      const refreshToken = refreshTokenOf(user, first);
      await user.login(account);
      // With cookies the thief sends the copied one, and the body is not read.
      const answer = await thief.post('/token/refresh', { refreshToken });
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_refresh_token']);
    });
  }

  test('a credential that was planted before the login is not the one after it', async () => {
    const { client, nextAccount } = target();
    const attacker = client();
    await attacker.login(nextAccount());
    const victim = attacker.copy();
    await victim.login(nextAccount());
    expect(victim.credential()).not.toBe(attacker.credential());
    const me = await attacker.get('/me');
    expect(me.body.subject).not.toBe((await victim.get('/me')).body.subject);
  });
}

function expectNoCredential(answer: Answer): void {
  expect(answer.status).toBe(401);
  expect(answer.body.code).toBe('invalid_credentials');
  expect(answer.headers.get('www-authenticate')).toMatch(/^(Cookie|Bearer) realm="lab"$/);
  expect(answer.setCookies).toEqual([]);
  expect(answer.body).not.toHaveProperty('credential');
}

/**
 * People's passwords. They are hashed slowly on purpose, and checked by code that all contenders share
 * (apps/shared/accounts/passwords.ts), so one contender of each app stands for its variants.
 */
export function passwordRules(target: () => ContractTarget): void {
  test('the seeded people log in with their demo passwords', async () => {
    const { client } = target();
    for (const username of ['alice', 'bob', 'grace']) {
      const password = `${username}-demo-password`;
      const answer = await slowLogin(client(), { username, password });
      expect(answer.status).toBe(200);
    }
  });

  test.for([
    ['a wrong password of a person', { username: 'alice', password: 'not-her-password' }],
    ['a name that does not exist', { username: 'nobody', password: 'anything' }],
    ['a name that every object has', { username: 'constructor', password: 'anything' }],
    ['a password with a NUL behind it', { username: 'alice', password: 'alice-demo-password\0' }],
  ] as const)('%s is refused, with no credential', async ([, account]) => {
    expectNoCredential(await slowLogin(target().client(), account));
  });
}

/**
 * On a busy machine a slow hash can take longer than a balancer or another login waits; that is no verdict of the app.
 */
function slowLogin(user: Client, account: Account): Promise<Answer> {
  return askUntil(
    () => user.login(account),
    ({ status }) => status !== 504 && status !== 429,
    1,
  );
}
