import { setTimeout as delay } from 'node:timers/promises';
import { type Contender, contenderNamed } from '../../../infra/contenders/contenders.ts';
import { guaranteeOf } from '../../../infra/contenders/guarantee.ts';
import type { ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { analyseFleet, analyseReplica } from '../../load/probe/analyse.ts';
import { type ProbeLog, startProber } from '../../load/probe.ts';
import type { RevokingAnswer } from '../../load/revoke.ts';
import type { BoundProof } from '../../result/revocation-findings.ts';
import type { Random } from '../../stats/random.ts';
import { armNamed } from '../own-stack.ts';
import { type RevokingAction, revokingActions, type Situation, situationOf } from './actions.ts';
import { createAttempts } from './attempts.ts';

/** Short enough to wait for, long enough to log in and to revoke first. */
const lifeSeconds = 3;
const toleranceSeconds = 1;
/** Probing goes on for this long after expiry plus tolerance. */
const watchAfterMs = 1500;
/** NumericDate counts whole seconds, the clocks of replica and harness whole milliseconds. */
const roundingMs = 2;

const firstAccount = 150_000;

/** What only expiry ends: a logout where nothing is recorded, and a role that is signed into the token. */
function actionThatWaits(contender: Contender): RevokingAction | undefined {
  // A session has no end that a request does not move: there is nothing to wait for within a bench.
  if (contender.app !== 'tokens') return undefined;
  return revokingActions.find(
    ({ action }) => guaranteeOf(contender.guarantee, action).revocation.holds === 'expiry',
  );
}

const armName = (contender: string) => `${contender}-expiring`;

export function expiringArms(contenders: readonly string[]): ArmSpec[] {
  return contenders
    .filter((contender) => actionThatWaits(contenderNamed(contender)) !== undefined)
    .map((contender) => ({
      arm: armName(contender),
      contender,
      replicas: 1,
      environment: {
        CREDENTIAL_TTL_SECONDS: String(lifeSeconds),
        CLOCK_TOLERANCE_SECONDS: String(toleranceSeconds),
      },
    }));
}

/** All at once: each waits almost all the time, and is probed on one replica. */
export async function proveBounds(
  stack: Stack,
  contenders: readonly string[],
  random: Random,
): Promise<BoundProof[]> {
  return await Promise.all(
    contenders.flatMap((contender, index) => {
      const action = actionThatWaits(contenderNamed(contender));
      if (action === undefined) return [];
      const account = stack.loadAccount(firstAccount + index);
      const arm = armNamed(stack, armName(contender));
      return [untilProven(action, situationOf(arm, account, stack.adminAccount(), random))];
    }),
  );
}

/** Between two attempts at a proof: the arms that are probed meanwhile leave a small machine little time. */
const pauseMs = 1000;

async function untilProven(action: RevokingAction, situation: Situation): Promise<BoundProof> {
  const attempts = createAttempts(`expiry of ${situation.arm.spec.contender}`);
  for (;;) {
    const attempt = await attempts.make(() => proveBound(action, situation));
    if (attempt.ok) return attempt.value;
    await delay(pauseMs);
  }
}

async function proveBound(action: RevokingAction, situation: Situation): Promise<BoundProof> {
  const { arm } = situation;
  const { credential, judge, revoke } = await action.prepare(situation);
  const prober = await startProber({
    targets: arm.replicas.map(({ name, url }) => ({ name, url })),
    path: '/me',
    headers: credential.headers,
    judge,
  });
  try {
    const answer = await revoke();
    // The expiry is a moment of the wall clock; probes are stamped by the monotonic one.
    const expiryMs = new Date(credential.expiresAt).getTime() - Date.now() + performance.now();
    const boundMs = expiryMs + toleranceSeconds * 1000;
    await delay(boundMs + watchAfterMs - performance.now());
    return judgeBound(arm.spec.contender, action.action, { answer, expiryMs, log: prober.stop() });
  } finally {
    prober.stop();
  }
}

export interface ExpiredTrial {
  readonly answer: Pick<RevokingAnswer, 'sentMs' | 'doneMs'>;
  readonly expiryMs: number;
  readonly log: ProbeLog;
}

export function judgeBound(
  contender: string,
  action: string,
  { answer, expiryMs, log }: ExpiredTrial,
): BoundProof {
  const toleranceMs = toleranceSeconds * 1000;
  const { CREDENTIAL_TTL_SECONDS, CLOCK_TOLERANCE_SECONDS } = contenderNamed(contender).settings;
  const { sentMs, doneMs: ackMs } = answer;
  const untilMs = expiryMs + toleranceMs + watchAfterMs;
  const replicas = [...log].map(([name, probes]) =>
    analyseReplica(name, probes, { sentMs, ackMs, untilMs }),
  );
  const { fleetHighMs, resolutionMs, resurrections } = analyseFleet(replicas);
  const lastStaleMs = replicas.flatMap(({ lastStaleAcceptMs }) => lastStaleAcceptMs ?? []);
  const afterExpiry = (sinceAckMs: number) => sinceAckMs + ackMs - expiryMs;
  const last = lastStaleMs.length === 0 ? null : afterExpiry(Math.max(...lastStaleMs));
  const refusal = fleetHighMs === null ? null : afterExpiry(fleetHighMs);
  const ends = { lastAcceptAfterExpiryMs: last, firstRefusalAfterExpiryMs: refusal };
  return {
    contender,
    action,
    credentialLifeMs: lifeSeconds * 1000,
    usualLifeMs: 1000 * Number(CREDENTIAL_TTL_SECONDS),
    toleranceMs,
    usualToleranceMs: 1000 * Number(CLOCK_TOLERANCE_SECONDS ?? 0),
    probes: replicas.reduce((sum, { probesAfterAck }) => sum + probesAfterAck, 0),
    ...ends,
    resolutionMs,
    watchedAfterBoundMs: watchAfterMs,
    resurrections,
    ok: isProven({ ...ends, toleranceMs, resolutionMs, resurrections }),
  };
}

/** Accepted until the expiry, refused by the expiry and the tolerance, for good. */
export function isProven({
  lastAcceptAfterExpiryMs: last,
  firstRefusalAfterExpiryMs: refusal,
  toleranceMs,
  resolutionMs,
  resurrections,
}: Pick<
  BoundProof,
  | 'lastAcceptAfterExpiryMs'
  | 'firstRefusalAfterExpiryMs'
  | 'toleranceMs'
  | 'resolutionMs'
  | 'resurrections'
>): boolean {
  if (last === null || refusal === null || resurrections > 0) return false;
  return last >= -resolutionMs && last <= toleranceMs + roundingMs;
}
