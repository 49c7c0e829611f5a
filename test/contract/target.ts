import { type Account, type Carriage, type Client, createClient } from './client.ts';
import type { ContractTarget } from './facts.ts';

/** Numbers the members, so that no two tests share one; other runs on the same Redis start elsewhere. */
export function createTarget(parts: {
  readonly urls: () => readonly string[];
  readonly carriage: Carriage;
  readonly account: (username: string) => Account;
  readonly firstAccount?: number;
}): ContractTarget {
  const { urls, carriage, account } = parts;
  let next = parts.firstAccount ?? 0;
  const nextAccount = (): Account => {
    next += 1;
    return account(`load-${next}`);
  };
  const client = () => createClient(urls, carriage);
  const signedIn = async (who: Account): Promise<Client> => {
    const signingIn = client();
    const answer = await signingIn.login(who);
    if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`);
    return signingIn;
  };
  const admin = account('lab-admin');
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
