import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { StoreClient } from '../store/redis.ts';

/** From the one that may do least to the one that may do most. */
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

/** `salt.hash`, both base64url. The demo passwords are documented in apps/README.md: `alice-demo-password`, … */
const seededHashes: ReadonlyMap<string, string> = new Map([
  ['alice', 'UTs6qi8Zn3RRgWmOsEhNmg.gAhqegIBfCRgZCV17wZZR5s2Sknb9_HSqFzYwWhAdoE'],
  ['bob', 'cf8k0WQMhaW8nTZ11okS1A.Z57-PRhxwV2Ej_P-5ohS0e6M-fnUfky5wdJ5F2weYhk'],
  ['grace', 'nYWhNQyWh1WMBQ6XyCGTDQ.bIG2RSNYPhgLwbX6xk-u_cnOOE9aqkgtqdEM5Ajhm78'],
]);

/** Hash of a random password that nobody knows. Keeps an unknown name as slow as a known one. */
const nobodysHash = 'zTSaE_qhmdpc2i9mVmZ1KA.QYVM_ASv-W_tsfNj5Hm1pZRUgc84-bqlEagbalfNIeU';

/** OWASP Password Storage Cheat Sheet: N = 2^14, r = 8, p = 5 is one of the equal minimum settings (16 MiB). */
const cost = { N: 2 ** 14, r: 8, p: 5 };
const hashBytes = 32;

const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

/** Whether this is the password of a seeded person. Takes the same time for a name that does not exist. */
export async function verifySeededPassword(username: string, password: string): Promise<boolean> {
  const stored = seededHashes.get(username);
  const [salt = '', hash = ''] = (stored ?? nobodysHash).split('.');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), hashBytes, cost);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url')) && stored !== undefined;
}
