import { setTimeout as delay } from 'node:timers/promises';

/** A person's account: its password is hashed slowly, which that of a load account is not. */
const guess = JSON.stringify({ username: 'alice', password: 'not-her-password' });

/** An answer that is later than this is counted as none. Far above every timeout of the balancer. */
const patienceMs = 10_000;

/** Number of answers by status; `0` counts logins without an answer. */
export type LoginAnswers = Readonly<Record<number, number>>;

/**
 * Sends logins with a wrong password at a fixed rate and waits for no answer in between. Resolves when all are answered.
 * @param url base URL of the contender, through the balancer
 */
export async function sendWrongLogins(
  url: string,
  { perSecond, forMs }: { readonly perSecond: number; readonly forMs: number },
): Promise<LoginAnswers> {
  const answers: Record<number, number> = {};
  const logins: Promise<void>[] = [];
  const startMs = performance.now();
  const total = Math.round((perSecond * forMs) / 1_000);
  for (let sent = 0; sent < total; sent += 1) {
    await delay(Math.max(0, startMs + (sent * 1_000) / perSecond - performance.now()));
    logins.push(
      sendLogin(url).then((status) => {
        answers[status] = (answers[status] ?? 0) + 1;
      }),
    );
  }
  await Promise.all(logins);
  return answers;
}

async function sendLogin(url: string): Promise<number> {
  try {
    const response = await fetch(`${url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: guess,
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
