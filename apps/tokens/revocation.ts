import { z } from 'zod';
import { execute, type StoreClient } from '../shared/store/redis.ts';
import type { AccessClaims } from './credential.ts';
import type { Settings } from './settings.ts';

/** What every token of one login has in common. A refresh makes new tokens of the same login. */
export interface Login {
  readonly sub: string;
  readonly sid: string;
  /** Time of the login in milliseconds, on the clock of Redis (of the replica for `tokens-stateless`). */
  readonly loginAtMs: number;
}

/** The revocations of one contender: how they are recorded, and how a replica learns of them. */
export interface Revocations {
  /** By token, by login, or by subject. @throws a store fault when it cannot be known */
  isRevoked(login: Login, jti?: string): Promise<boolean>;
  /** Revokes one login: this token and every other one of it. Resolved means recorded. It can be repeated. */
  revokeLogin(sid: string, token?: { readonly jti: string; readonly exp: number }): Promise<void>;
  /**
   * Revokes every login of the subject until now. A later login is not affected.
   * @param atLeastMs time of a login that must end too. The clock of Redis may be behind it: it was set back, or
   * another Redis has taken over
   */
  revokeSubject(subject: string, atLeastMs: number): Promise<void>;
  /** The time for a new login: now, and later than every revocation of this subject. */
  loginTimeMs(subject: string): Promise<number>;
}

/** The check that a request must pass after its signature. */
export interface RequestCheck {
  /** @throws a store fault, or Problem `stale`, when it cannot be known */
  isRevoked(claims: AccessClaims, method: string): Promise<boolean>;
  /** Whether a token that has just passed is replaced by a new one. Default: never. */
  renews?(claims: AccessClaims): boolean;
}

/** The signature was the whole check. */
export const checkNothing: RequestCheck = { isRevoked: async () => false };

/** Fail closed: when the list cannot be read, the store fault becomes a 503. */
export function checkList(list: Revocations): RequestCheck {
  return { isRevoked: (claims) => list.isRevoked(claims, claims.jti) };
}

type DenylistSettings = Pick<
  Settings,
  'issuer' | 'ttlSeconds' | 'refreshTtlSeconds' | 'clockToleranceSeconds'
>;

/**
 * Added where the end of the last token is not known yet: a refresh that is under way may still mint one, and the clock
 * of the replica that mints it may be ahead.
 */
const marginSeconds = 60;

/**
 * Raises the subject's not-before to Redis' own time and never lowers it. There is one clock for all, because replicas
 * with skewed clocks would disagree about the order of events. The new value is at least one more than the old one: a
 * login in the same millisecond as the last revocation was dated one millisecond after it. And it is not before the
 * login that asks, which may have been dated by a clock that was ahead. KEYS: not-before. ARGV: life in seconds, time
 * of that login in ms.
 */
const raiseNotBefore = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local was = tonumber(redis.call('GET', KEYS[1]) or '0')
local since = math.max(now, was + 1, tonumber(ARGV[2]))
redis.call('SET', KEYS[1], string.format('%.0f', since), 'EX', ARGV[1])
return 'OK'`;

/**
 * A list of revoked tokens in Redis, which each request reads. Its key is issuer and `jti`, never the token's text: a
 * token can be respelled and still verify. An entry lives until its token has expired on every replica.
 */
export function createDenylist(redis: StoreClient, settings: DenylistSettings): Revocations {
  const { issuer, ttlSeconds, refreshTtlSeconds, clockToleranceSeconds } = settings;
  const denied = (id: string) => `deny:${issuer}:${id}`;
  const notBefore = (subject: string) => `not-before:${issuer}:${subject}`;
  const tokenLifeSeconds = ttlSeconds + clockToleranceSeconds + marginSeconds;
  const loginLifeSeconds = Math.max(tokenLifeSeconds, refreshTtlSeconds + marginSeconds);

  return {
    async isRevoked({ sub, sid, loginAtMs }, jti = sid) {
      // Three names, one command, one round trip.
      const names = [denied(jti), denied(sid), notBefore(sub)];
      const [token, login, since] = await redis.mget(...names);
      return token != null || login != null || (since != null && loginAtMs <= Number(since));
    },
    async revokeLogin(sid, token) {
      const transaction = redis.multi().set(denied(sid), '1', 'EX', tokenLifeSeconds);
      if (token !== undefined) {
        const endsAtSeconds = Math.ceil(token.exp + clockToleranceSeconds);
        // Redis takes whole seconds from 1 on, and drops at once what has already ended.
        transaction.set(denied(token.jti), '1', 'EXAT', Math.max(1, endsAtSeconds));
      }
      await execute(transaction);
    },
    async revokeSubject(subject, atLeastMs) {
      await redis.eval(raiseNotBefore, 1, notBefore(subject), loginLifeSeconds, atLeastMs);
    },
    async loginTimeMs(subject) {
      const replies = await execute(redis.multi().time().get(notBefore(subject)));
      const [[seconds, microseconds], since] = loginTimeReplies.parse(replies);
      const nowMs = seconds * 1000 + Math.floor(microseconds / 1000);
      // In the same millisecond as a logout-all, a new login must still come after it.
      return Math.max(nowMs, since + 1);
    },
  };
}

const loginTimeReplies = z.tuple([
  z.tuple([z.coerce.number(), z.coerce.number()]),
  z.string().nullable().transform(Number),
]);
