import { type Account, type Carriage, type Client, createClient } from './client.ts';
import { askUntil } from './eventually.ts';
import type { ContractTarget } from './facts.ts';

/** Numbers the members, so that no two tests share one. */
export function createTarget(parts: {
  readonly urls: () => readonly string[];
  readonly carriage: Carriage;
  /** The n-th member of the lab. */
  readonly account: (index: number) => Account;
  readonly admin: Account;
}): ContractTarget {
  const { urls, carriage, account, admin } = parts;
  let next = 0;
  const nextAccount = (): Account => {
    next += 1;
    return account(next);
  };
  const client = () => createClient(urls, carriage);
  const signedIn = async (who: Account): Promise<Client> => {
    const signingIn = client();
    // A machine so busy that Redis was not asked in time is not what the tests of a signed-in user are about.
    const answer = await askUntil(
      () => signingIn.login(who),
      ({ status }) => status !== 503,
      1,
    );
    if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`);
    return signingIn;
  };
  return {
    urls,
    carriage,
    nextAccount,
    admin,
    client,
    member: () => signedIn(nextAccount()),
    administrator: () => signedIn(admin),
  };
}
