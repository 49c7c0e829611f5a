import { expect, test } from 'vitest';
import type { Account, Answer, Client } from './client.ts';
import { askUntil } from './client.ts';
import type { ContractTarget } from './facts.ts';
import { expectNoCredential } from './login-rules.ts';

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
