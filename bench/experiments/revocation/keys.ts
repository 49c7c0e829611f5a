import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { type Contender, contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { logIn } from '../../load/credential.ts';
import { attemptsIn } from '../../load/pace/record.ts';
import { byStatus } from '../../load/probe/probe.ts';
import type { NotMeasured } from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { armNamed } from '../own-stack.ts';
import type { RevokingAction } from './actions.ts';
import { measureSeries } from './attempts.ts';
import { askAt, type CaseRow, type CaseTrial, type CorrectnessCase } from './correctness/case.ts';
import { createCurveCollector } from './curve.ts';

/** How long jose believes a fetched key set by default: 10 minutes, and 30 s between two fetches for unknown keys. */
export const usualKeyAgeMs = 600_000;
/** The same mechanism, 600 times as fast. */
export const jwksMaxAgeMs = 1000;

const armName = (contender: string) => `${contender}-keys`;
/** Stands for every contender that verifies each token anew, because all of them ask the same key source. */
const representative = 'tokens';
const firstAccount = 160_000;

/** The representative, and each contender that remembers what a key has verified. */
function isMeasured({ contender, remembersSignatures }: Contender): boolean {
  return contender === representative || remembersSignatures;
}

export function keyArms(contenders: readonly string[]): ArmSpec[] {
  const environment = {
    JWKS_MAX_AGE_MS: String(jwksMaxAgeMs),
    JWKS_COOLDOWN_MS: String(jwksMaxAgeMs),
  };
  return contenders
    .filter((contender) => isMeasured(contenderNamed(contender)))
    .map((contender) => ({ arm: armName(contender), contender, environment }));
}

/** Where the withdrawal of a key is not measured, and why. */
export function keysNotMeasured(contenders: readonly string[], aside: boolean): NotMeasured[] {
  return contenders.flatMap((contender) => {
    const hindrance = hindranceOf(contenderNamed(contender), contenders, aside);
    return hindrance === null ? [] : [{ contender, action: 'key-withdrawn', ...hindrance }];
  });
}

function hindranceOf(
  card: Contender,
  contenders: readonly string[],
  aside: boolean,
): Omit<NotMeasured, 'contender' | 'action'> | null {
  const { app, algorithm } = card;
  if (app === 'sessions') {
    const reason =
      'a session is a record, not a signature: there is no verification key to withdraw';
    return { kind: 'not-applicable', reason };
  }
  if (algorithm === 'HS256') {
    const reason =
      'every replica holds the one secret that signs and verifies: no set to withdraw it from';
    return { kind: 'not-applicable', reason };
  }
  if (!aside)
    return { kind: 'left-out', reason: 'needs an arm of its own, which smoke does not start' };
  if (isMeasured(card)) return null;
  return contenders.includes(representative)
    ? {
        kind: 'measured-elsewhere',
        reason: `verifies each token with the same key source as ${representative}`,
      }
    : { kind: 'left-out', reason: `is measured on ${representative}, which is not in this run` };
}

const keyWithdrawn: RevokingAction = {
  action: 'key-withdrawn',
  async prepare({ arm, entryUrl, otherUrl, account }) {
    const credential = await logIn(entryUrl, account);
    const metricsUrl = arm.replicas.find(({ url }) => url === otherUrl)?.metricsUrl;
    if (metricsUrl === undefined) throw new RangeError(`${arm.spec.arm} has no such replica`);
    return {
      credential,
      judge: byStatus,
      expectedStatus: 200,
      revoke: () => withdrawKey(metricsUrl),
    };
  },
};

async function withdrawKey(metricsUrl: string) {
  const sentMs = performance.now();
  const answer = await request(`${metricsUrl}/keys/withdraw`, { method: 'POST' });
  const text = await answer.body.text();
  const [, code = ''] = /"code":"([a-z_]+)"/.exec(text) ?? [];
  const times = { sentMs, doneMs: performance.now() };
  return { status: answer.statusCode, ...times, ...attemptsIn(answer.headers), code };
}

/**
 * All arms side by side, because each has keys of its own and waits nearly all the time. No user logs in to an arm during
 * its wait: the first token of a new key would make a replica fetch the set at once.
 */
export async function measureKeyWithdrawals(
  context: ExperimentContext,
  stack: Stack,
  arms: readonly Pick<ArmSpec, 'arm'>[],
) {
  const collector = createCurveCollector();
  const trials = await Promise.all(
    arms.map(({ arm }) =>
      measureSeries(context, stack, {
        name: `revocation: withdrawn keys of ${arm}`,
        arm: armNamed(stack, arm),
        action: keyWithdrawn,
        firstAccount,
        watchMs: jwksMaxAgeMs + 2000,
        phaseMs: jwksMaxAgeMs,
        onFinished: collector.add,
      }),
    ),
  );
  return { trials: trials.flat(), staleCurves: collector.curves() };
}

/** The time that answers take, beyond the age of the key set. */
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
  const { status, sentMs } = await withdraw();
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
    expected: `refused within the age of a key set (${jwksMaxAgeMs} ms here, 10 minutes divided by ${usualKeyAgeMs / jwksMaxAgeMs}); tokens of the new key accepted`,
    observed: `withdrawal ${status}; refused after ${afterMs.toFixed(0)} ms; a new token ${accepted}`,
    ok: status === 200 && afterMs <= jwksMaxAgeMs + allowanceMs && accepted === 200,
    explanation:
      'a verifier believes a key set until it is old: withdrawing a key ends every token of it, of all users, and that late',
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
  return { url: replica.url, headers, withdraw: () => withdrawKey(replica.metricsUrl) };
}
