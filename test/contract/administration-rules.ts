import { expect, test } from 'vitest';
import { askUntil } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { expectRefused } from './logout-rules.ts';
import { schemeOf } from './refusal-rules.ts';

/** What an admin can do to others, and who is an admin. */
export function administrationRules(facts: ContenderFacts, target: () => ContractTarget): void {
  test('a role can be given, and a later login has it', async () => {
    const { client, nextAccount, administrator } = target();
    const account = nextAccount();
    const admin = await administrator();
    const answer = await admin.put(`/accounts/${account.username}/role`, { role: 'admin' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { subject: account.username, role: 'admin' },
    ]);
    expect((await client().login(account)).body.role).toBe('admin');
  });

  test('a subject that does not exist is not found, and a role that does not exist is refused', async () => {
    const admin = await target().administrator();
    expect((await admin.put('/accounts/nobody/role', { role: 'admin' })).status).toBe(404);
    expect((await admin.post('/accounts/__proto__/revoke')).status).toBe(404);
    expect((await admin.put('/accounts/load-1/role', { role: 'owner' })).status).toBe(400);
    expect((await admin.post('/accounts/load-1/revoke', { disable: 'yes' })).status).toBe(400);
  });

  test('a disabled account cannot log in until it is enabled again', async () => {
    const { client, nextAccount, administrator } = target();
    const account = nextAccount();
    const admin = await administrator();
    const path = `/accounts/${account.username}/revoke`;
    expect((await admin.post(path, { disable: true })).status).toBe(204);
    const refused = await client().login(account);
    expect([refused.status, refused.body.code]).toEqual([401, 'account_disabled']);
    expect(refused.setCookies).toEqual([]);
    expect((await admin.post(path, { disable: false })).status).toBe(204);
    expect((await client().login(account)).status).toBe(200);
  });

  if (!facts.authenticates) return;

  test('a member is not an admin', async () => {
    const user = await target().member();
    for (const answer of [
      await user.put('/accounts/load-1/role', { role: 'admin' }),
      await user.post('/accounts/load-1/revoke'),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      expect(answer.headers.get('www-authenticate')).toBe(
        `${schemeOf(target().carriage)} realm="lab", error="insufficient_scope"`,
      );
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  test(`a demotion holds ${facts.roleChangeHolds} for a credential that was issued before`, async () => {
    const { client, nextAccount, administrator, urls } = target();
    const account = nextAccount();
    const admin = await administrator();
    await admin.put(`/accounts/${account.username}/role`, { role: 'admin' });
    const demoted = client();
    await demoted.login(account);
    expect((await demoted.get('/me')).body.role).toBe('admin');
    await admin.put(`/accounts/${account.username}/role`, { role: 'member' });

    const ask = () => demoted.get('/me');
    const me =
      facts.roleChangeHolds === 'soon'
        ? await askUntil(ask, (each) => each.body.role === 'member', urls().length)
        : await ask();
    expect(me.status).toBe(200);
    expect(me.body.role).toBe(facts.roleChangeHolds === 'at-refresh' ? 'admin' : 'member');
    const act = await demoted.put('/accounts/load-0/role', { role: 'member' });
    expect(act.status).toBe(facts.roleChangeHolds === 'at-refresh' ? 200 : 403);
  });

  test('a promotion needs a login: no credential that was issued before ever has the higher role', async () => {
    const { client, nextAccount, administrator, urls } = target();
    const account = nextAccount();
    const user = client();
    await user.login(account);
    const before = user.copy();
    const admin = await administrator();
    await admin.put(`/accounts/${account.username}/role`, { role: 'admin' });
    for (let asked = 0; asked < urls().length; asked += 1) {
      expect((await before.get('/me')).body.role).not.toBe('admin');
      const act = await before.put('/accounts/load-0/role', { role: 'member' });
      expect([401, 403]).toContain(act.status);
    }
    // A session has ended. A token goes on with the role that it was signed with.
    if (facts.app === 'sessions') await expectRefused(before, facts, urls().length);
    expect((await user.login(account)).body.role).toBe('admin');
    expect(user.credential()).not.toBe(before.credential());
    expect((await user.get('/me')).body.role).toBe('admin');
  });

  test('revoking somebody else ends their logins, and they may log in again', async () => {
    const { client, nextAccount, administrator, urls } = target();
    const account = nextAccount();
    const [phone, laptop] = [client(), client()];
    await phone.login(account);
    await laptop.login(account);
    const admin = await administrator();
    expect((await admin.post(`/accounts/${account.username}/revoke`)).status).toBe(204);
    await expectRefused(phone, facts, urls().length);
    await expectRefused(laptop, facts, urls().length);
    expect((await client().login(account)).status).toBe(200);
  });

  test('disabling an account ends its logins', async () => {
    const { client, nextAccount, administrator, urls } = target();
    const account = nextAccount();
    const user = client();
    await user.login(account);
    const admin = await administrator();
    await admin.post(`/accounts/${account.username}/revoke`, { disable: true });
    await expectRefused(user, facts, urls().length);
  });
}
