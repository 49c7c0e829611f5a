import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { StoreClient } from '../../shared/store/redis.ts';
import type { Settings } from '../settings.ts';

/** All refresh tokens that descend from one login. Each is good once; a second use is taken for theft. */
export interface RefreshFamilies {
  start(sid: string, subject: string, loginAtMs: number): Promise<string>;
  /** Trades a refresh token for its successor. */
  rotate(refreshToken: string): Promise<RotateOutcome>;
  /** The login that the token descends from, whichever generation it is of. Null: not known, or ended. */
  find(refreshToken: string): Promise<{ readonly sid: string; readonly subject: string } | null>;
  end(sid: string): Promise<void>;
}

export type RotateOutcome =
  | {
      readonly kind: 'rotated';
      readonly sid: string;
      readonly subject: string;
      readonly loginAtMs: number;
      readonly refreshToken: string;
    }
  | { readonly kind: 'reused'; readonly sid: string; readonly subject: string }
  | { readonly kind: 'unknown' };

/**
 * Two tabs of one browser may send the same refresh token at the same moment, and an answer can get lost.
 * For this long the predecessor still gets the successor that was made of it. Longer is comfort for a thief.
 */
const graceMs = 10_000; // 10 seconds, as Supabase does it

/**
 * Compares the generation with the family's and moves it on, in one step, on Redis' clock.
 * KEYS: family. ARGV: generation, grace in ms. Returns outcome, generation, subject, time of the login.
 */
const rotateGeneration = `
local family = redis.call('HMGET', KEYS[1], 'generation', 'subject', 'loginAtMs', 'rotatedAtMs')
if not family[1] then return {'unknown', 0, '', '0'} end
local current, presented = tonumber(family[1]), tonumber(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if presented == current then
  redis.call('HSET', KEYS[1], 'generation', current + 1, 'rotatedAtMs', string.format('%.0f', now))
  return {'rotated', current + 1, family[2], family[3]}
end
if presented == current - 1 and now - tonumber(family[4]) <= tonumber(ARGV[2]) then
  return {'rotated', current, family[2], family[3]}
end
return {'reused', 0, family[2], family[3]}`;

const rotateReply = z.tuple([
  z.enum(['rotated', 'reused', 'unknown']),
  z.number(),
  z.string(),
  z.coerce.number(),
]);

/** `sid.generation.MAC`: the server can name the successor again, and has no token to keep or to leak. */
const tokenShape = /^([\w-]{22})\.(\d{1,9})\.([\w-]{43})$/;

export function newSid(): string {
  return randomBytes(16).toString('base64url');
}

export function createRefreshFamilies(
  redis: StoreClient,
  { issuer, refreshTtlSeconds }: Pick<Settings, 'issuer' | 'refreshTtlSeconds'>,
  secret: Buffer,
): RefreshFamilies {
  const key = (sid: string) => `refresh-family:${issuer}:${sid}`;
  const macOf = (sid: string, generation: number) =>
    createHmac('sha256', secret).update(`${issuer}|${sid}|${generation}`).digest();
  const spell = (sid: string, generation: number) =>
    `${sid}.${generation}.${macOf(sid, generation).toString('base64url')}`;
  /** Null: it was not made here. Nothing is asked or deleted for such a token, or anyone could end a family. */
  const open = (refreshToken: string): { sid: string; generation: number } | null => {
    const [, sid, digits, mac] = tokenShape.exec(refreshToken) ?? [];
    if (sid === undefined || mac === undefined) return null;
    const generation = Number(digits);
    const given = Buffer.from(mac, 'base64url');
    const expected = macOf(sid, generation);
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    return isOurs ? { sid, generation } : null;
  };

  return {
    async start(sid, subject, loginAtMs) {
      await redis.eval(
        `redis.call('HSET', KEYS[1], 'generation', 0, 'subject', ARGV[1], 'loginAtMs', ARGV[2], 'rotatedAtMs', 0)
         return redis.call('EXPIRE', KEYS[1], ARGV[3])`,
        1,
        key(sid),
        subject,
        loginAtMs,
        refreshTtlSeconds,
      );
      return spell(sid, 0);
    },
    async rotate(refreshToken) {
      const read = open(refreshToken);
      if (read === null) return { kind: 'unknown' };
      const { sid } = read;
      const reply = await redis.eval(rotateGeneration, 1, key(sid), read.generation, graceMs);
      const [kind, generation, subject, loginAtMs] = rotateReply.parse(reply);
      if (kind === 'unknown') return { kind };
      if (kind === 'reused') return { kind, sid, subject };
      return { kind, sid, subject, loginAtMs, refreshToken: spell(sid, generation) };
    },
    async find(refreshToken) {
      const sid = open(refreshToken)?.sid;
      const subject = sid === undefined ? null : await redis.hget(key(sid), 'subject');
      return sid === undefined || subject === null ? null : { sid, subject };
    },
    async end(sid) {
      await redis.del(key(sid));
    },
  };
}
