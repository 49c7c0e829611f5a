import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { logIn } from '../../../load/credential.ts';
import { jwksMaxAgeMs } from '../keys.ts';
import type { CaseRow, CaseTrial, CorrectnessCase } from './case.ts';
import { askAt } from './case.ts';

/** For the way of the answers, beyond the age of the key set. */
const allowanceMs = 300;
const source = 'RFC 7517, section 5; RFC 8725, section 3.5';

/** Taking a key back under other algorithms than the measured one, on arms with a key set that is soon old. */
export const withdrawnKey: CorrectnessCase = {
  name: 'withdrawn-key',
  appliesTo: (contender) => contender === 'tokens',
  async run(trial) {
    const algorithm = trial.arm.spec.environment?.TOKEN_ALGORITHM ?? 'ES256';
    return [algorithm === 'HS256' ? await trySharedSecret(trial) : await tryKeySet(trial)];
  },
};

async function tryKeySet(trial: CaseTrial): Promise<CaseRow> {
  const { url, headers, withdraw } = await signedIn(trial);
  const sentMs = performance.now();
  const { status } = await withdraw();
  while ((await askAt(url, headers)) === 200 && performance.now() - sentMs < 3 * jwksMaxAgeMs) {
    await delay(5);
  }
  const afterMs = performance.now() - sentMs;
  const fresh = await logIn(url, trial.nextAccount());
  // The first token of the new key makes the verifier fetch the set; in its cooldown it may have to wait for that.
  let accepted = await askAt(url, fresh.headers);
  while (accepted !== 200 && performance.now() - sentMs < 5 * jwksMaxAgeMs) {
    await delay(20);
    accepted = await askAt(url, fresh.headers);
  }
  return {
    case: 'withdrawn-key',
    expected: `refused within the age of a key set (${jwksMaxAgeMs} ms here); tokens of the new key accepted`,
    observed: `withdrawal ${status}; refused after ${afterMs.toFixed(0)} ms; a new token ${accepted}`,
    ok: status === 200 && afterMs <= jwksMaxAgeMs + allowanceMs && accepted === 200,
    explanation:
      'a verifier believes a key set until it is old: withdrawing a key ends every token of it, for everybody, and that late',
    source,
  };
}

async function trySharedSecret(trial: CaseTrial): Promise<CaseRow> {
  const { url, headers, withdraw } = await signedIn(trial);
  const { status, code } = await withdraw();
  const after = await askAt(url, headers);
  return {
    case: 'withdrawn-key',
    expected: 'said to be impossible (409 shared_secret), and nothing changed',
    observed: `withdrawal ${status} ${code}; the token afterwards ${after}`,
    ok: status === 409 && code === 'shared_secret' && after === 200,
    explanation:
      'one secret signs and verifies, and every replica holds it: it ends by a restart of all of them with another one',
    source,
  };
}

async function signedIn({ arm, nextAccount }: CaseTrial) {
  const [replica] = arm.replicas;
  if (replica === undefined) throw new RangeError(`${arm.spec.arm} has no replica`);
  const { headers } = await logIn(replica.url, nextAccount());
  const before = await askAt(replica.url, headers);
  if (before !== 200) throw new Error(`a fresh token was answered ${before}`);
  return {
    url: replica.url,
    headers,
    async withdraw() {
      const answer = await request(`${replica.metricsUrl}/keys/withdraw`, { method: 'POST' });
      const text = await answer.body.text();
      const [, code = ''] = /"code":"([a-z_]+)"/.exec(text) ?? [];
      return { status: answer.statusCode, code };
    },
  };
}
