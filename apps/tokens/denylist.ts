import { z } from 'zod';
import type { StoreClient } from '../shared/redis.ts';
import { execute } from '../shared/transaction.ts';
import type { Revocations } from './revocations.ts';

export interface DenylistSettings {
  readonly issuer: string;
  /** Life of an access token. */
  readonly ttlSeconds: number;
  /** Life of a login: as long as it can be refreshed. */
  readonly refreshTtlSeconds: number;
  readonly clockToleranceSeconds: number;
}

/**
 * For what is denied before it is known when its last token ends: a refresh that is under way may still mint
 * one, and the clock of the replica that mints it may be ahead.
 */
const marginSeconds = 60;

/**
 * Raises the subject's not-before to Redis' own time, never lowers it. One clock for all, so that skewed
 * replicas cannot disagree about what came first. At least one more than it was, because a login in the same
 * millisecond as the last revocation was dated one millisecond after it. KEYS: not-before. ARGV: life in seconds.
 */
const raiseNotBefore = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local was = tonumber(redis.call('GET', KEYS[1]) or '0')
redis.call('SET', KEYS[1], string.format('%.0f', math.max(now, was + 1)), 'EX', ARGV[1])
return 'OK'`;

/**
 * A list of what is revoked, read from Redis at each request. Keyed by issuer and `jti`, never by the token's
 * text, which can be respelled and still verify. An entry lives until its token has expired everywhere.
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
        transaction.set(denied(token.jti), '1', 'EXAT', token.exp + clockToleranceSeconds);
      }
      await execute(transaction);
    },
    async revokeSubject(subject) {
      await redis.eval(raiseNotBefore, 1, notBefore(subject), loginLifeSeconds);
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
