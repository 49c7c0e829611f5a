import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';

export interface WrongLogins {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/** The answers by their status. `0`: there was none within three seconds. */
export type StatusCounts = Readonly<Record<number, number>>;

const answerTimeoutMs = 3_000;

/**
 * Sends logins with a wrong password at a fixed rate, whether or not the earlier ones have been answered. Each costs
 * the app one slow hash. Resolves when all have been answered or given up.
 */
export async function sendWrongLogins(
  url: string,
  { ratePerSecond, durationMs }: WrongLogins,
): Promise<StatusCounts> {
  const dispatcher = new Agent({ headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs });
  const statuses: Record<number, number> = {};
  const send = async (): Promise<void> => {
    const status = await logInWrongly(url, dispatcher).catch(() => 0);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const startMs = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < (ratePerSecond * durationMs) / 1000; index += 1) {
    await delay(Math.max(0, startMs + (index * 1000) / ratePerSecond - performance.now()));
    sent.push(send());
  }
  await Promise.all(sent);
  await dispatcher.close();
  return statuses;
}

async function logInWrongly(url: string, dispatcher: Agent): Promise<number> {
  const { statusCode, body } = await request(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', password: 'a wrong password' }),
    dispatcher,
  });
  await body.dump();
  return statusCode;
}
