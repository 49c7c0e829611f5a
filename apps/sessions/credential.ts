import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Session, SessionData, Store } from 'express-session';
import type { Role } from '../shared/accounts/accounts.ts';
import type { Cart } from '../shared/shop/cart.ts';
import type { StoreClient } from '../shared/store/redis.ts';

/** The record of a login on the server, under `sess:<session ID>`. */
declare module 'express-session' {
  interface SessionData {
    subject?: string;
    role?: Role;
    /** SHA-256 of the session ID, shortened: names the session in logs, and cannot be used to take it over. */
    credentialId?: string;
    issuedAtMs?: number;
    cart?: Cart;
    /** Time at which the record ends unless it is prolonged. `sessions-hardened` and what builds on it write it. */
    endsAtMs?: number;
    /** Only in the size sweep. */
    padding?: string;
  }
}

/** The key of a record in Redis, with connect-redis' default prefix. */
export const recordKey = (sessionId: string) => `sess:${sessionId}`;

/** 128 bits are enough to tell sessions apart and too many to guess the ID from. */
export function credentialIdOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url').slice(0, 22);
}

/** The session ID as express-session puts it into the cookie: `s:<ID>.<HMAC-SHA256, base64 without padding>`. */
export function signSessionId(sessionId: string, secret: string): string {
  return `s:${sessionId}.${signature(sessionId, secret)}`;
}

/** Serves the reason in a refusal only: express-session has already decided by the same rule. */
export function isSignedHere(signed: string, secret: string): boolean {
  const dot = signed.lastIndexOf('.');
  const expected = Buffer.from(signature(signed.slice(2, dot), secret));
  const given = Buffer.from(signed.slice(dot + 1));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signature(sessionId: string, secret: string): string {
  return createHmac('sha256', secret).update(sessionId).digest('base64').replace(/=+$/, '');
}

/** Resolves when the new, empty record has a new ID and the old one is gone. This prevents session fixation. */
export function regenerate(session: Session): Promise<void> {
  return settled((done) => session.regenerate(done));
}

/** Resolves when the store has the record. Without this call, express-session saves after it has answered. */
export function save(session: Session): Promise<void> {
  return settled((done) => session.save(done));
}

/** Also takes the session off its request: the answer then sets no cookie for it, even when the store has failed. */
export function destroy(session: Session): Promise<void> {
  return settled((done) => session.destroy(done));
}

/**
 * Stops express-session from saving the session again when the answer ends. express-session does that for each session
 * with a new ID, although the record was saved and has not changed since. A logout-all may have deleted the record in
 * between, and the second write would bring it back without an entry in the index of its subject.
 */
export function saveNoMore(session: Session): void {
  session.save = function alreadySaved(done) {
    done?.(undefined);
    return this;
  };
}

/** Null: the store has no such record. */
export function readRecord(store: Store, sessionId: string): Promise<SessionData | null> {
  return new Promise((resolve, reject) => {
    store.get(sessionId, (error, record) => {
      if (error == null) resolve(record ?? null);
      else reject(error);
    });
  });
}

function settled(act: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => (error == null ? resolve() : reject(error)));
  });
}

/**
 * Writes only over the text that was read, so it undoes neither a logout nor another change that came in between.
 * KEYS: record. ARGV: text as read, new text, life in seconds or '' to keep the present one.
 */
const compareAndSet = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2], 'XX', 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[2], 'XX', 'EX', ARGV[3]) end
return 1`;

/** Returns whether the record was written. False: it is gone, or its text is no longer the one that was read. */
export async function replaceRecord(
  redis: StoreClient,
  key: string,
  change: { readonly from: string; readonly to: string; readonly ttlSeconds: number | 'keep' },
): Promise<boolean> {
  const life = change.ttlSeconds === 'keep' ? '' : change.ttlSeconds;
  return (await redis.eval(compareAndSet, 1, key, change.from, change.to, life)) === 1;
}

/** More attempts than one session can have writers at the same moment. */
const attempts = 10;

/**
 * Changes a record that other requests may change at the same time.
 * @param change gets the present text and returns the new one
 * @returns the text written, or null when there is no record: a change must never bring one back
 * @throws Error when another request was faster at each attempt
 */
export async function updateRecord(
  redis: StoreClient,
  key: string,
  ttlSeconds: number | 'keep',
  change: (text: string) => string,
): Promise<string | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const from = await redis.get(key);
    if (from === null) return null;
    const to = change(from);
    if (await replaceRecord(redis, key, { from, to, ttlSeconds })) return to;
  }
  throw new Error(`a session record changed ${attempts} times while it was being changed`);
}
