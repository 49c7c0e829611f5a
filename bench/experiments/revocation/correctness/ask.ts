import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import type { Arm } from '../../../../infra/stack/stack.ts';

type Headers = Readonly<Record<string, string>>;

/** The status of `GET /me` with these headers. */
export async function askAt(url: string, headers: Headers): Promise<number> {
  const { statusCode, body } = await request(`${url}/me`, { headers });
  await body.dump();
  return statusCode;
}

/** The status on each replica. */
export async function askEach(arm: Arm, headers: Headers): Promise<number[]> {
  return await Promise.all(arm.replicas.map(({ url }) => askAt(url, headers)));
}

/** What is pushed to a replica needs a moment. Correctness rows are about the state that is reached, not about speed. */
export const pushedMs = 100;

export async function askEachSettled(arm: Arm, headers: Headers): Promise<number[]> {
  await delay(pushedMs);
  return await askEach(arm, headers);
}

/** `401 401 200`, or `401 on all 3 replicas`. */
export function describeStatuses(statuses: readonly number[]): string {
  const [first] = statuses;
  if (first === undefined) return 'nothing was asked';
  if (statuses.some((status) => status !== first)) return statuses.join(' ');
  return statuses.length === 1 ? `${first}` : `${first} on all ${statuses.length} replicas`;
}
