import type { Session, SessionData, Store } from 'express-session';
import type { Role } from '../shared/accounts.ts';
import type { Cart } from '../shared/cart.ts';

/** What the server remembers about a login, under `sess:<session ID>`. */
declare module 'express-session' {
  interface SessionData {
    subject?: string;
    role?: Role;
    /** SHA-256 of the session ID, shortened: names the session in logs without being able to take it over. */
    credentialId?: string;
    issuedAtMs?: number;
    cart?: Cart;
    /** When the record ends if nobody prolongs it. Only `sessions-hardened` and what is built on it write it. */
    endsAtMs?: number;
    /** Only in the size sweep. */
    padding?: string;
  }
}

/** Resolves when the new, empty record has a new ID and the old one is gone: the cure for session fixation. */
export function regenerate(session: Session): Promise<void> {
  return settled((done) => session.regenerate(done));
}

/** Resolves when the store has the record. Without this, express-session saves after it has answered. */
export function save(session: Session): Promise<void> {
  return settled((done) => session.save(done));
}

export function destroy(session: Session): Promise<void> {
  return settled((done) => session.destroy(done));
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
