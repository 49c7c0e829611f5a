import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { verifySeededPassword } from './password.ts';
import type { StoreClient } from './redis.ts';

const roles = ['member', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export interface Account {
  readonly subject: string;
  readonly role: Role;
  readonly disabled: boolean;
}

/** The people of the lab. Application data, the same code for every contender. */
export interface Accounts {
  /** Null for an unknown username and for a wrong password alike. */
  verify(username: string, password: string): Promise<string | null>;
  /** The account as it stands now, or null. @throws a store fault */
  find(subject: string): Promise<Account | null>;
  /** The account as it was seeded: no role change and no disabling is known here. Asks nobody. */
  seeded(subject: string): Account | null;
  setRole(subject: string, role: Role): Promise<void>;
  setDisabled(subject: string, disabled: boolean): Promise<void>;
}

const seededRoles: ReadonlyMap<string, Role> = new Map([
  ['alice', 'member'],
  ['bob', 'member'],
  ['grace', 'admin'],
  ['lab-admin', 'admin'],
]);

const loadAccount = /^load-(0|[1-9]\d{0,8})$/;

/** `account:<subject>` in Redis holds what has changed since the seed: fields `role` and `disabled`. */
export function createAccounts(redis: StoreClient, loadAccountSecret: string): Accounts {
  const key = (subject: string) => `account:${subject}`;

  const seeded = (subject: string): Account | null => {
    const role = loadAccount.test(subject) ? 'member' : seededRoles.get(subject);
    return role === undefined ? null : { subject, role, disabled: false };
  };

  return {
    seeded,
    async verify(username, password) {
      const good = isLabAccount(username)
        ? verifyLabPassword(loadAccountSecret, username, password)
        : await verifySeededPassword(username, password);
      return good ? username : null;
    },
    async find(subject) {
      const account = seeded(subject);
      if (account === null) return null;
      const [role, disabled] = await redis.hmget(key(subject), 'role', 'disabled');
      return {
        subject,
        role: role == null ? account.role : roleSchema.parse(role),
        disabled: disabled === '1',
      };
    },
    async setRole(subject, role) {
      await redis.hset(key(subject), 'role', role);
    },
    async setDisabled(subject, disabled) {
      await redis.hset(key(subject), 'disabled', disabled ? '1' : '0');
    },
  };
}

function isLabAccount(username: string): boolean {
  return username === 'lab-admin' || loadAccount.test(username);
}

/**
 * Passwords of the load accounts are HMACs with 256 bits of entropy: nobody can guess them, so they need
 * no slow hash (NIST SP 800-63B, look-up secrets). Thousands of logins then do not burn the measured CPU.
 */
function verifyLabPassword(secret: string, username: string, password: string): boolean {
  const expected = createHmac('sha256', secret).update(username).digest();
  const given = Buffer.from(password, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
