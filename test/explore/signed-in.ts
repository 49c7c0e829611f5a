import { Browser } from './browser.ts';
import type { Answer, Replica } from './replica.ts';
import type { Stage } from './stage.ts';

/** A user who has logged in, and a thief who has copied the cookies. */
export interface SignedIn {
  readonly browser: Browser;
  readonly thief: Browser;
  /** How long the credential itself says that it will live on, counted from now. */
  readonly announcedMs: () => number;
}

/** Logs a user in. @throws Error when that fails: then the scenario says nothing */
export async function signIn(stage: Stage, replica: Replica, username: string): Promise<SignedIn> {
  const browser = new Browser();
  const login = succeeded(await browser.logIn(replica, username), 'the login');
  const thief = browser.copy();
  const announcedMs = () => Date.parse(String(login.body.expiresAt)) - stage.clock.nowMs();
  return { browser, thief, announcedMs };
}

/** The admin makes this user an admin. */
export async function promote(admin: Browser, replica: Replica, username: string): Promise<void> {
  const answer = await admin.put(replica, `/accounts/${username}/role`, { role: 'admin' });
  succeeded(answer, 'the promotion');
}

/** @throws Error for an answer that is no success */
export function succeeded(answer: Answer, what: string): Answer {
  if (answer.status < 300) return answer;
  throw new Error(`${what} was answered ${answer.status} ${String(answer.body.code)}`);
}

/** A cart that a user saves. */
export const cart = { items: [{ sku: 'COAT', quantity: 1 }] };
