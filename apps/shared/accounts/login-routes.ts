import { z } from 'zod';
import type { AuthStrategy, IssuedCredential } from '../auth-strategy.ts';
import type { Carriage } from '../config.ts';
import { Problem } from '../http/problem.ts';
import { readBody } from '../http/request-body.ts';
import type { Route } from '../http/route.ts';
import { isStoreFault } from '../store/store-fault.ts';
import type { Account, Accounts } from './accounts.ts';

const loginBody = z.object({ username: z.string().max(100), password: z.string().max(200) });

/** `POST /login`, `POST /logout`, `POST /logout-all`, `GET /me`. */
export function loginRoutes(
  accounts: Accounts,
  strategy: AuthStrategy,
  carriage: Carriage,
): Route[] {
  return [
    {
      method: 'POST',
      path: '/login',
      access: 'login',
      async answer(req, res) {
        const { username, password } = readBody(req, loginBody);
        const verified = await accounts.verify(username, password);
        if (!verified.ok) throw new Problem(verified.code);
        const { subject } = verified;
        const account = await findAccount(accounts, strategy, subject);
        if (account.disabled) throw new Problem('account_disabled');
        const issued = await strategy.issue(req, res, account);

        try {
          // An admin who disabled or demoted the account during the login has already revoked what there was then,
          // which did not include the credential just made. So look again, now that it can be found.
          const now = await findAccount(accounts, strategy, subject);
          if (now.disabled) throw new Problem('account_disabled');
          if (now.role !== account.role) throw new Problem('account_changed');
        } catch (error) {
          // The answer is a refusal, so the credential must not leave with it, not even when it cannot be revoked.
          res.removeHeader('Set-Cookie');
          strategy.clearCookies(res);
          await strategy.revoke(req, res, issued.identity).catch(() => undefined);
          throw error;
        }
        res.json(describeCredential(issued, carriage));
      },
    },
    {
      method: 'POST',
      path: '/logout',
      access: 'leaving',
      async answer(req, res, ending) {
        await strategy.revoke(req, res, ending);
        strategy.clearCookies(res);
        res.status(204).end();
      },
    },
    {
      method: 'POST',
      path: '/logout-all',
      access: 'subject',
      async answer(_req, res, identity) {
        await strategy.revokeAll(identity.subject, identity);
        strategy.clearCookies(res);
        res.status(204).end();
      },
    },
    {
      method: 'GET',
      path: '/me',
      access: 'subject',
      answer(_req, res, { subject, role, credentialId, issuedAtMs, expiresAtMs }) {
        const issuedAt = new Date(issuedAtMs).toISOString();
        const expiresAt = new Date(expiresAtMs).toISOString();
        res.json({ subject, role, credentialId, issuedAt, expiresAt });
      },
    },
  ];
}

/**
 * A contender that keeps no credential in Redis lets people log in while Redis is away. It then knows the
 * account only as it was seeded: a demotion or a disabling is not seen until Redis is back.
 */
async function findAccount(
  accounts: Accounts,
  strategy: AuthStrategy,
  subject: string,
): Promise<Account> {
  try {
    const account = await accounts.find(subject);
    if (account !== null) return account;
  } catch (error) {
    const seeded = accounts.seeded(subject);
    const goesOn = strategy.needsStoreFor === 'nothing' && isStoreFault(error);
    if (goesOn && seeded !== null) return seeded;
    throw error;
  }
  throw new Problem('invalid_credentials');
}

/** What a login or a refresh answers. The credential is in the body only when the client carries it itself. */
export function describeCredential(issued: IssuedCredential, carriage: Carriage) {
  const { subject, role, credentialId, expiresAtMs } = issued.identity;
  const expiresAt = new Date(expiresAtMs).toISOString();
  const described = { subject, role, expiresAt, credentialId, carriage };
  if (carriage === 'cookie') return described;
  return { ...described, credential: issued.credential, refreshToken: issued.refreshToken };
}
