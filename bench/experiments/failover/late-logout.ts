import { Agent } from 'undici';
import type { Arm } from '../../../infra/stack/stack.ts';
import type { Credential } from '../../load/credential.ts';
import { logOut } from '../../load/revoke.ts';

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
}

const answerTimeoutMs = 3_000;
/** Sessions in memory know the user on one replica of three only. */
const tries = 6;

/**
 * All users try to log out at the same time. Never rejects: a logout that gets no answer counts as not acknowledged.
 */
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
