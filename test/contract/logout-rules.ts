import { expect, test } from 'vitest';
import type { Client } from './client.ts';
import { askUntil } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';

/** What a revocation ends, and what it leaves alone. */
export function logoutRules(facts: ContenderFacts, target: () => ContractTarget): void {
  const expectEnded = (client: Client) => expectRefused(client, facts, target().urls().length);

  test('a logout ends the credential for everybody who holds it', async () => {
    const user = await target().member();
    const thief = user.copy();
    const answer = await user.post('/logout');
    expect([answer.status, answer.text]).toEqual([204, '']);
    await expectEnded(thief);
  });

  test.for([
    ['a logout', '/logout'],
    ['a logout from everywhere', '/logout-all'],
  ] as const)('%s takes the cookies away, that of the cart too', async ([, path]) => {
    const user = await target().member();
    await user.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
    expect((await user.post(path)).status).toBe(204);
    expect([...user.cookies.keys()]).toEqual([]);
  });

  test('a logout leaves the other logins of the subject alone', async () => {
    const { client, nextAccount } = target();
    const account = nextAccount();
    const [phone, laptop] = [client(), client()];
    await phone.login(account);
    await laptop.login(account);
    const thief = phone.copy();
    await phone.post('/logout');
    await expectEnded(thief);
    expect((await laptop.get('/me')).status).toBe(200);
  });

  test('a logout from everywhere ends every login of the subject and of nobody else', async () => {
    const { client, nextAccount, member } = target();
    const account = nextAccount();
    const [phone, laptop, somebodyElse] = [client(), client(), await member()];
    await phone.login(account);
    await laptop.login(account);
    const thief = laptop.copy();
    expect((await laptop.post('/logout-all')).status).toBe(204);
    await expectEnded(phone);
    await expectEnded(thief);
    expect((await somebodyElse.get('/me')).status).toBe(200);
  });

  test('a login right after a logout from everywhere is good, again and again', async () => {
    const { client, nextAccount } = target();
    const account = nextAccount();
    const before: Client[] = [];
    // Both sides of a not-before, many times within the same second.
    for (let round = 0; round < 10; round += 1) {
      const user = client();
      await user.login(account);
      expect((await user.get('/me')).status).toBe(200);
      before.push(user.copy());
      await user.post('/logout-all');
    }
    const last = client();
    await last.login(account);
    for (const user of before) await expectEnded(user);
    expect((await last.get('/me')).status).toBe(200);
  });
}

/** The credential is refused on every replica, when this contender promises so; else it still works. */
export async function expectRefused(
  client: Client,
  facts: ContenderFacts,
  replicas: number,
): Promise<void> {
  const ask = () => client.get('/me');
  if (facts.logoutHolds === 'at-expiry') {
    expect((await ask()).status).toBe(200);
    return;
  }
  const answer =
    facts.logoutHolds === 'soon'
      ? await askUntil(ask, (each) => each.status === 401, replicas)
      : await ask();
  expect(answer.status).toBe(401);
  expect(['revoked', 'unknown']).toContain(answer.body.code);
}
