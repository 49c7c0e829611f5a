import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Arm } from '../../../infra/stack/stack.ts';
import { type Credential, logInMany } from '../../load/credential.ts';
import type { BalancerAnswer } from '../../load/pace/record.ts';
import type { Pacer } from '../../load/pace.ts';
import { logOut } from '../../load/revoke.ts';
import type { FaultForm, Target } from './fault.ts';
import { type CredentialSet, credentialSetOf } from './mix.ts';

/** What users hold, what attackers hold, and what users hold who will log out during the fault. */
export type Populations = Readonly<Record<CredentialSet, readonly Credential[]>>;

const sizes = { valid: 12, revoked: 6, leaving: 2 } as const;
/** Of the valid: those who sign in last, when the fault has already made new sessions fragile. */
const latecomers = 3;
const total = sizes.valid + sizes.revoked + sizes.leaving;

/** More than a trial takes: subjects of trials are kept apart. */
export const accountsPerTrial = total;

/**
 * A machine that stands still for a quarter of a second makes a 503 of a login, and should not end a run of an hour.
 */
const loginTries = 10;

/**
 * A logout through the balancer may reach a replica that does not know the credential (sessions in memory): it says
 * 401, and the user tries again. After this many tries the contender cannot log out at all.
 */
const logoutTries = 20;
const afterUnavailableMs = 100;

/** What a trial needs before its users can sign in. */
export interface Stage {
  readonly target: Target;
  readonly pacer: Pacer;
  readonly fault: FaultForm;
  /** First load account of this trial: subjects of trials are kept apart. */
  readonly firstAccount: number;
}

/** An arm, and who signed in to it. */
export interface PopulatedArm {
  readonly arm: Arm;
  readonly members: Populations;
}

/** Fresh credentials for one trial, on every arm, handed to the pacer. */
export async function populate({
  target,
  fault,
  pacer,
  firstAccount,
}: Stage): Promise<readonly PopulatedArm[]> {
  const { stack, arms } = target;
  const accounts = Array.from({ length: total }, (_, index) =>
    stack.loadAccount(firstAccount + index),
  );
  const logInAll = (arm: Arm, from: number, to: number) =>
    logInMany(arm.url, accounts.slice(from, to), 4, loginTries);

  const early = await Promise.all(
    arms.map(async (arm) => ({ arm, first: await logInAll(arm, 0, total - latecomers) })),
  );
  await fault.beforeRevoking?.(target);
  return await Promise.all(
    early.map(async ({ arm, first }) => {
      const last = await logInAll(arm, total - latecomers, total);
      const { revoked, leaving } = sizes;
      const members = {
        revoked: first.slice(0, revoked),
        leaving: first.slice(revoked, revoked + leaving),
        valid: [...first.slice(revoked + leaving), ...last],
      };
      await provide(pacer, arm, members);
      for (const credential of members.revoked) await revoke(arm, credential);
      return { arm, members };
    }),
  );
}

async function provide(pacer: Pacer, arm: Arm, members: Populations): Promise<void> {
  for (const set of ['valid', 'revoked', 'leaving'] as const) {
    const headers = members[set].map((credential) => credential.headers);
    await pacer.provide(credentialSetOf(arm.spec.arm, set), headers);
  }
}

async function revoke(arm: Arm, credential: Credential): Promise<void> {
  for (let attempt = 0; attempt < logoutTries; attempt++) {
    const { status } = await logOut(arm.url, credential);
    if (status === 204) return;
    if (status === 503) await delay(afterUnavailableMs);
  }
  throw new Error(`${arm.spec.arm}: POST /logout was not answered 204 in ${logoutTries} tries`);
}

/**
 * When the first of those that should be accepted ends by itself, on the clock of this process. Only short tokens end
 * within a trial, when a fault takes long; a client would renew them, and this load does not.
 */
export function validUntilMs({ valid, leaving }: Populations): number {
  const expected = [...valid, ...leaving];
  const ends = expected.map(({ expiresAt }) => new Date(expiresAt).getTime());
  return Math.min(...ends) - performance.timeOrigin;
}

/** A user who logged out while the fault held, on the clock of this process. */
export interface LateLogout {
  /** When the logout was sent for the first time. From here on the credential may be valid or revoked. */
  readonly triedMs: number;
  /**
   * When it was acknowledged: the credential must be refused after this and the contender's bound. Null: it never was.
   */
  readonly acknowledgedMs: number | null;
  /** Requests that it took or cost. */
  readonly attempts: number;
  /** Those of them that were answered. */
  readonly answers: readonly BalancerAnswer[];
}

const answerTimeoutMs = 3_000;
/** Sessions in memory know the user on one replica of three only. */
const lateTries = 6;

/**
 * All users try to log out at the same time. Never rejects: a logout that gets no answer counts as not acknowledged.
 */
export function logOutLate(arm: Arm, leaving: readonly Credential[]): Promise<LateLogout[]> {
  return Promise.all(leaving.map((credential) => tryToLogOut(arm, credential)));
}

async function tryToLogOut(arm: Arm, credential: Credential): Promise<LateLogout> {
  const triedMs = performance.now();
  let attempts = 0;
  const answers: BalancerAnswer[] = [];
  const dispatcher = new Agent({ headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs });
  try {
    while (attempts < lateTries) {
      attempts += 1;
      const answer = await logOut(arm.url, credential, { dispatcher });
      answers.push(answer);
      const { status, doneMs } = answer;
      if (status === 204) return { triedMs, acknowledgedMs: doneMs, attempts, answers };
      // 401: another replica may know the credential. 503: the user has been told that it did not work.
      if (status !== 401) break;
    }
  } catch {
    // The connection broke or nothing came: not acknowledged.
  } finally {
    await dispatcher.destroy();
  }
  return { triedMs, acknowledgedMs: null, attempts, answers };
}
