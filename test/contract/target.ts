import { labAccount, type Replicas } from '../lab/replicas.ts';
import { type Account, askUntil, type Carriage, type Client, createClient } from './client.ts';
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

/** Replicas that a test has started itself, each asked in turn. */
export function targetOf(replicas: Replicas, carriage: Carriage): ContractTarget {
  return createTarget({
    urls: () => replicas.urls,
    carriage,
    account: (index) => labAccount(`load-${index}`),
    admin: labAccount('lab-admin'),
  });
}
