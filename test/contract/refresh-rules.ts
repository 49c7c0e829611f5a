import { expect, test } from 'vitest';
import { type Answer, type Carriage, type Client, cookieNameOf } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';

/** Refresh tokens: each is good once, and a second use ends the whole family. */
export function refreshRules(facts: ContenderFacts, target: () => ContractTarget): void {
  const signIn = async (): Promise<{ user: Client; refreshToken: string }> => {
    const { client, nextAccount } = target();
    const user = client();
    return { user, refreshToken: refreshTokenOf(user, await user.login(nextAccount())) };
  };
  const refresh = (user: Client, refreshToken: string): Promise<Answer> =>
    refreshAt(facts.contender, target().carriage, user, refreshToken);

  test('a refresh makes a new credential of the same subject and a new refresh token', async () => {
    const { user, refreshToken } = await signIn();
    const before = await user.get('/me');
    const answer = await refresh(user, refreshToken);
    expect(answer.status).toBe(200);
    const me = await user.get('/me');
    expect(me.body.subject).toBe(before.body.subject);
    expect(me.body.credentialId).toBe(answer.body.credentialId);
    expect(me.body.credentialId).not.toBe(before.body.credentialId);
    expect(refreshTokenOf(user, answer)).not.toBe(refreshToken);
  });

  test('two tabs that refresh at the same moment both stay signed in, with one successor', async () => {
    const { user, refreshToken } = await signIn();
    const otherTab = user.copy();
    const answers = await Promise.all([
      refresh(user, refreshToken),
      refresh(otherTab, refreshToken),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const [mine, theirs] = answers.map((answer) => refreshTokenOf(user, answer));
    expect(mine).toBe(theirs);
    expect((await otherTab.get('/me')).status).toBe(200);
  });

  test('a refresh token from two generations ago is a theft: the family ends for both', async () => {
    const { user, refreshToken } = await signIn();
    const second = refreshTokenOf(user, await refresh(user, refreshToken));
    const third = refreshTokenOf(user, await refresh(user, second));
    const thief = target().client();
    const replayed = await refresh(thief, refreshToken);
    expect([replayed.status, replayed.body.code]).toEqual([401, 'refresh_token_reused']);
    expect((await refresh(user, third)).status).toBe(401);
    if (facts.logoutHolds === 'at-once') expect((await user.get('/me')).status).toBe(401);
  });

  test('a broken body and no refresh cookie: the missing credential is told', async () => {
    const answer = await fetch(`${target().urls()[0]}/token/refresh`, {
      method: 'POST',
      body: '{"refreshToken":',
      headers: { 'content-type': 'application/json' },
    });
    // In bearer carriage the credential is in the body, so the body is what is broken.
    const expected =
      target().carriage === 'cookie'
        ? [401, { code: 'missing' }]
        : [400, { code: 'malformed_json' }];
    expect([answer.status, await answer.json()]).toMatchObject(expected);
  });

  test.for([
    ['made up', () => `${'A'.repeat(22)}.0.${'A'.repeat(43)}`],
    ['changed', (token: string) => token.replace(/\.\d+\./, '.7.')],
    ['not one', () => 'no-refresh-token'],
  ] as const)('a refresh token that is %s is refused and ends nothing', async ([, change]) => {
    const { user, refreshToken } = await signIn();
    const answer = await refresh(target().client(), change(refreshToken));
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_refresh_token']);
    expect((await refresh(user, refreshToken)).status).toBe(200);
  });

  test.for([
    ['a logout', '/logout'],
    ['a logout from everywhere', '/logout-all'],
  ] as const)('after %s there is no refresh', async ([, path]) => {
    const { user, refreshToken } = await signIn();
    await user.post(path);
    expect((await refresh(target().client(), refreshToken)).status).toBe(401);
  });

  test('a refresh sees the role that the account has now', async () => {
    const { client, nextAccount, administrator } = target();
    const account = nextAccount();
    const user = client();
    const refreshToken = refreshTokenOf(user, await user.login(account));
    const admin = await administrator();
    await admin.put(`/accounts/${account.username}/role`, { role: 'admin' });
    expect((await refresh(user, refreshToken)).body.role).toBe('admin');
  });

  test('a disabled account cannot refresh, not even after it was enabled again', async () => {
    const { client, nextAccount, administrator } = target();
    const account = nextAccount();
    const user = client();
    const refreshToken = refreshTokenOf(user, await user.login(account));
    const admin = await administrator();
    for (const disable of [true, false]) {
      await admin.post(`/accounts/${account.username}/revoke`, { disable });
      expect((await refresh(user, refreshToken)).status).toBe(401);
    }
  });

  test('without a refresh token there is no refresh', async () => {
    const answer = await target().client().post('/token/refresh');
    expect([400, 401]).toContain(answer.status);
  });
}

/** Sends the refresh token as the client of this carriage would. */
export function refreshAt(
  contender: string,
  carriage: Carriage,
  user: Client,
  refreshToken: string,
): Promise<Answer> {
  if (carriage === 'bearer') return user.post('/token/refresh', { refreshToken });
  user.cookies.set(`refresh_${contender.replaceAll('-', '_')}`, refreshToken);
  return user.post('/token/refresh');
}

/** In the body for a client without a cookie jar, and else in a cookie. */
export function refreshTokenOf(user: Client, answer: Answer): string {
  return String(answer.body.refreshToken ?? user.cookies.get(cookieNameOf(user, 'refresh') ?? ''));
}
