import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { attemptsIn, type BalancerAnswer } from './pace/record.ts';

export interface WrongLogins {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/** The answer to one login. A status of null: there was none within three seconds. */
export type WrongLoginAnswer = BalancerAnswer & { readonly status: number | null };

const noAnswer = { status: null, ...attemptsIn({}) };
const answerTimeoutMs = 3_000;

/**
 * Sends logins with a wrong password at a fixed rate, whether or not the earlier ones have been answered. Each costs
 * the app one slow hash. Resolves when all have been answered or given up.
 */
export async function sendWrongLogins(
  url: string,
  { ratePerSecond, durationMs }: WrongLogins,
): Promise<readonly WrongLoginAnswer[]> {
  const dispatcher = new Agent({ headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs });
  const send = async (): Promise<WrongLoginAnswer> => {
    const answer = await logInWrongly(url, dispatcher).catch(() => noAnswer);
    return { ...answer, doneMs: performance.now() };
  };
  const startMs = performance.now();
  const sent: Promise<WrongLoginAnswer>[] = [];
  for (let index = 0; index < (ratePerSecond * durationMs) / 1000; index += 1) {
    await delay(Math.max(0, startMs + (index * 1000) / ratePerSecond - performance.now()));
    sent.push(send());
  }
  const answers = await Promise.all(sent);
  await dispatcher.close();
  return answers;
}

async function logInWrongly(url: string, dispatcher: Agent) {
  const { statusCode, headers, body } = await request(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', password: 'a wrong password' }),
    dispatcher,
  });
  await body.dump();
  return { status: statusCode, ...attemptsIn(headers) };
}
