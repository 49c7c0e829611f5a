import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { contenderNamed } from '../../../../infra/contenders/contenders.ts';
import type { Arm, Stack } from '../../../../infra/stack/stack.ts';
import type { Credential } from '../../../load/credential.ts';
import type { Correctness } from '../../../result/revocation-findings.ts';
import { createAttempts } from '../attempts.ts';

/** One way in which lists of revoked things go wrong elsewhere, tried over HTTP on one arm. */
export interface CorrectnessCase {
  /** Of its rows, or what they have in common. */
  readonly name: string;
  /** The contenders on which it makes sense. */
  appliesTo(contender: string): boolean;
  run(trial: CaseTrial): Promise<readonly CaseRow[]>;
}

export interface CaseTrial {
  readonly arm: Arm;
  readonly stack: Stack;
  /** A subject of its own at each call. */
  readonly nextAccount: () => ReturnType<Stack['loadAccount']>;
}

export type CaseRow = Omit<Correctness, 'contender'>;

/** Contenders that look at a list of what is revoked. */
export function hasDenylist(contender: string): boolean {
  const { app, guarantee } = contenderNamed(contender);
  return app === 'tokens' && ['next-request', 'pushed'].includes(guarantee.revocation.holds);
}

/** Contenders on which a logout ends a credential on every replica: by a list, or by a record that all can read. */
export function endsByLogout(contender: string): boolean {
  const { app, credential } = contenderNamed(contender);
  const hasSharedRecord = app === 'sessions' && credential.worksOn === 'every-replica';
  return hasSharedRecord || hasDenylist(contender);
}

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

/**
 * What is pushed to a replica needs a moment. Correctness rows are about the state that is reached, not about speed.
 */
export const pushedMs = 100;

export async function askEachSettled(arm: Arm, headers: Headers): Promise<number[]> {
  await delay(pushedMs);
  return await askEach(arm, headers);
}

/** Of one subject: `old` was issued before a logout of everything, `fresh` after it. */
export async function askOldAndNew(arm: Arm, old: Credential, fresh: Credential) {
  const [before, after] = await Promise.all([
    askEachSettled(arm, old.headers),
    askEachSettled(arm, fresh.headers),
  ]);
  return {
    oldAccepted: before.includes(200),
    newRefused: after.some((status) => status !== 200),
  };
}

/** `401 401 200`, or `401 on all 3 replicas`. */
export function describeStatuses(statuses: readonly number[]): string {
  const [first] = statuses;
  if (first === undefined) return 'nothing was asked';
  if (statuses.some((status) => status !== first)) return statuses.join(' ');
  return statuses.length === 1 ? `${first}` : `${first} on all ${statuses.length} replicas`;
}

/** Runs the cases that apply to each arm, one after the other; the arms side by side. */
export async function tryCases(
  stack: Stack,
  arms: readonly Arm[],
  cases: readonly CorrectnessCase[],
  firstAccount: number,
): Promise<Correctness[]> {
  const rows = await Promise.all(arms.map((arm) => tryOnArm(stack, arm, cases, firstAccount)));
  return rows.flat();
}

async function tryOnArm(
  stack: Stack,
  arm: Arm,
  cases: readonly CorrectnessCase[],
  firstAccount: number,
): Promise<Correctness[]> {
  const { contender } = arm.spec;
  let account = firstAccount;
  const nextAccount = () => stack.loadAccount(account++);
  const rows: Correctness[] = [];
  const attempts = createAttempts(`correctness of ${contender}`);
  for (const each of cases.filter(({ appliesTo }) => appliesTo(contender))) {
    const attempt = await attempts.make(() => each.run({ arm, stack, nextAccount }));
    const found = attempt.ok ? attempt.value : [notTried(each, attempt.reason)];
    rows.push(...found.map((row) => ({ ...row, contender })));
  }
  return rows;
}

/** A row that is not as expected, rather than the end of the run. */
function notTried({ name }: CorrectnessCase, reason: string): CaseRow {
  return {
    case: name,
    expected: 'the case can be tried',
    observed: `it could not: ${reason}`,
    ok: false,
    explanation: 'nothing is known about this case from this run',
    source: null,
  };
}
