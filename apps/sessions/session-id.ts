import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** 128 bits are enough to tell sessions apart and too many to guess the ID behind them. */
export function credentialIdOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url').slice(0, 22);
}

/** The session ID as express-session puts it into the cookie: `s:<ID>.<HMAC-SHA256, base64 without padding>`. */
export function signSessionId(sessionId: string, secret: string): string {
  return `s:${sessionId}.${signature(sessionId, secret)}`;
}

/** For the reason in a refusal only: express-session has already decided by the same rule. */
export function isSignedHere(signed: string, secret: string): boolean {
  const dot = signed.lastIndexOf('.');
  const expected = Buffer.from(signature(signed.slice(2, dot), secret));
  const given = Buffer.from(signed.slice(dot + 1));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signature(sessionId: string, secret: string): string {
  return createHmac('sha256', secret).update(sessionId).digest('base64').replace(/=+$/, '');
}
