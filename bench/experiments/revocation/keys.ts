import { request } from 'undici';
import { type Contender, contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { logIn } from '../../load/credential.ts';
import { byStatus } from '../../load/probe/probe.ts';
import type { RevokingAnswer } from '../../load/revoke.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import type { NotMeasured } from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { armNamed } from '../own-stack.ts';
import type { RevokingAction } from './actions.ts';
import { createAttempts, failedTrial } from './attempts.ts';
import { createCurveCollector } from './curve.ts';
import { startTrial, type TrialLoad } from './trial.ts';

/**
 * How long a fetched key set is believed here. jose's default is 10 minutes (and 30 seconds between two fetches for
 * unknown keys): the same mechanism, 600 times as slow.
 */
export const jwksMaxAgeMs = 1000;

const armName = 'tokens-keys';
const measured = 'tokens';
const firstAccount = 160_000;

export function keyArms(contenders: readonly string[]): ArmSpec[] {
  const environment = {
    JWKS_MAX_AGE_MS: String(jwksMaxAgeMs),
    JWKS_COOLDOWN_MS: String(jwksMaxAgeMs),
  };
  return contenders.includes(measured) ? [{ arm: armName, contender: measured, environment }] : [];
}

/** Where the withdrawal of a key is not measured, and why. */
export function keysNotMeasured(contenders: readonly string[], aside: boolean): NotMeasured[] {
  return contenders.flatMap((contender) => {
    const hindrance = hindranceOf(contenderNamed(contender), contenders, aside);
    return hindrance === null ? [] : [{ contender, action: 'key-withdrawn', ...hindrance }];
  });
}

function hindranceOf(
  { app, contender }: Contender,
  contenders: readonly string[],
  aside: boolean,
): Omit<NotMeasured, 'contender' | 'action'> | null {
  if (app === 'sessions') {
    const reason =
      'a session is a record, not a signature: there is no verification key to withdraw';
    return { kind: 'not-applicable', reason };
  }
  if (!aside)
    return { kind: 'left-out', reason: 'needs an arm of its own, which smoke does not start' };
  if (contender === measured) return null;
  return contenders.includes(measured)
    ? { kind: 'measured-elsewhere', reason: `verifies with the same key source as ${measured}` }
    : { kind: 'left-out', reason: `is measured on ${measured}, which is not in this run` };
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

async function withdrawKey(metricsUrl: string): Promise<RevokingAnswer> {
  const sentMs = performance.now();
  const { statusCode, body } = await request(`${metricsUrl}/keys/withdraw`, { method: 'POST' });
  await body.dump();
  return { status: statusCode, sentMs, doneMs: performance.now(), replica: null };
}

/** Nobody logs in while it is waited: the first token of a new key would make a replica fetch the set at once. */
export async function measureKeyWithdrawals(
  { plan, random, signal }: ExperimentContext,
  stack: Stack,
) {
  const arm: Arm = armNamed(stack, armName);
  const collector = createCurveCollector();
  const trials: RevocationTrial[] = [];
  const attempts = createAttempts('revocation: withdrawn keys');
  for (let trial = 0; trial < plan.revocation.otherTrials; trial++) {
    signal.throwIfAborted();
    const load: TrialLoad = {
      arm,
      action: keyWithdrawn,
      account: stack.loadAccount(firstAccount + trial),
      admin: stack.adminAccount(),
      trial,
      watchMs: jwksMaxAgeMs + 2000,
      random,
      phaseMs: jwksMaxAgeMs,
    };
    const attempt = await attempts.make(() => startTrial(load));
    if (!attempt.ok) {
      trials.push(failedTrial(load, attempt.reason));
      continue;
    }
    const finished = attempt.value.finish();
    trials.push(finished.trial);
    collector.add(finished);
  }
  return { trials, staleCurves: collector.curves() };
}
