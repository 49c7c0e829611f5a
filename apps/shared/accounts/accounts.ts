import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { StoreClient } from '../store/redis.ts';
import { createPasswords, type HashLimits } from './passwords.ts';

/** In order: the role with the fewest rights comes first. */
const roles = ['member', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Whether the change gives a subject more rights than it had. */
export function rises(from: Role, to: Role): boolean {
  return roles.indexOf(to) > roles.indexOf(from);
}

export interface Account {
  readonly subject: string;
  readonly role: Role;
  readonly disabled: boolean;
}

export type PasswordOutcome =
  | { readonly ok: true; readonly subject: string }
  | { readonly ok: false; readonly code: 'invalid_credentials' | 'too_many_logins' };

/** The people of the lab. Application data, the same code for every contender. */
export interface Accounts {
  /** Checks a password. An unknown username and a wrong password have the same outcome. */
  verify(username: string, password: string): Promise<PasswordOutcome>;
  /** The account as it stands now, or null. @throws a store fault */
  find(subject: string): Promise<Account | null>;
  /** The account as it was seeded, without later changes of its role or state. Does not ask Redis. */
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
export function createAccounts(
  redis: StoreClient,
  loadAccountSecret: string,
  limits: HashLimits,
): Accounts {
  const passwords = createPasswords(limits);
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
        : await passwords.verify(username, password);
      if (good === null) return { ok: false, code: 'too_many_logins' };
      return good ? { ok: true, subject: username } : { ok: false, code: 'invalid_credentials' };
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
 * Passwords of the load accounts are HMACs with 256 bits of entropy. They cannot be guessed, so they need no slow hash
 * (NIST SP 800-63B, look-up secrets), and thousands of logins do not use up the CPU that is measured. The texts are
 * compared and not the bytes that they encode: a decoder of base64 also accepts padding and a second alphabet.
 */
function verifyLabPassword(secret: string, username: string, password: string): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(username).digest('base64url'));
  const given = Buffer.from(password);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
