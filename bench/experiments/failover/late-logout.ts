import { Agent } from 'undici';
import type { Arm } from '../../../infra/stack/stack.ts';
import type { Credential } from '../../load/credential.ts';
import { logOut } from '../../load/revoke.ts';

/** A user who logged out while the fault held, on the clock of this process. */
export interface LateLogout {
  /** Sent for the first time: from here on nobody can say what the credential is. */
  readonly triedMs: number;
  /** Acknowledged: from here on, plus the contender's bound, it must be refused. Null: it never was. */
  readonly acknowledgedMs: number | null;
  /** Requests that it took or cost. */
  readonly attempts: number;
}

const answerTimeoutMs = 3_000;
/** Sessions in memory know the user on one replica of three only. */
const tries = 6;

/** Each of them tries to log out, all at the same time. Never rejects: no answer is an answer here. */
export function logOutLate(arm: Arm, leaving: readonly Credential[]): Promise<LateLogout[]> {
  return Promise.all(leaving.map((credential) => tryToLogOut(arm, credential)));
}

async function tryToLogOut(arm: Arm, credential: Credential): Promise<LateLogout> {
  const triedMs = performance.now();
  let attempts = 0;
  const dispatcher = new Agent({ headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs });
  try {
    while (attempts < tries) {
      attempts += 1;
      const { status, doneMs } = await logOut(arm.url, credential, { dispatcher });
      if (status === 204) return { triedMs, acknowledgedMs: doneMs, attempts };
      // 401: another replica may know the credential. 503: the user has been told that it did not work.
      if (status !== 401) break;
    }
  } catch {
    // The connection broke or nothing came: not acknowledged.
  } finally {
    await dispatcher.destroy();
  }
  return { triedMs, acknowledgedMs: null, attempts };
}
