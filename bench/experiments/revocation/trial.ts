import { setTimeout as delay } from 'node:timers/promises';
import type { Arm } from '../../../infra/stack/stack.ts';
import { contenderNamed } from '../../contenders.ts';
import { type Account, logIn } from '../../load/credential.ts';
import { analyseFleet, analyseReplica, type ReplicaAnalysis } from '../../load/probe/analyse.ts';
import { type ProbeLog, startProber } from '../../load/probe.ts';
import { logOut, type RevokingAnswer } from '../../load/revoke.ts';
import type { ReplicaRevocation, RevocationTrial } from '../../result/revocation.ts';
import type { Random } from '../../stats/random.ts';

/** Life of a credential when the apps are started without CREDENTIAL_TTL_SECONDS. */
export const credentialLifeMs = 900_000; // 15 minutes

/** Probed beside the replicas, as a user meets them. */
const balancerTarget = 'balancer';

/** Probing settles for this long, and then for a random time of up to `phaseMs` more, before the revoking request. */
const settleMs = 40;
const phaseMs = 50;

export interface LogoutTrial {
  readonly arm: Arm;
  readonly balancerUrl: string;
  readonly account: Account;
  readonly trial: number;
  readonly watchMs: number;
  readonly random: Random;
}

/** One credential, probed on every replica, logged out at a random moment on a random replica. */
export async function measureLogout(load: LogoutTrial): Promise<RevocationTrial> {
  const { arm, account, random, watchMs } = load;
  const chosen = arm.replicas[random.integer(arm.replicas.length)];
  if (chosen === undefined) throw new RangeError(`${arm.spec.arm} has no replica`);
  const { sharedByReplicas } = contenderNamed(arm.spec.contender);
  // A credential that only one replica knows is handed out and taken back by that one.
  const credential = await logIn(sharedByReplicas ? load.balancerUrl : chosen.url, account);

  const prober = await startProber({
    targets: [
      ...arm.replicas.map(({ name, url }) => ({ name, url })),
      { name: balancerTarget, url: load.balancerUrl, intervalMs: 5 },
    ],
    path: '/me',
    headers: credential.headers,
  });
  let answer: RevokingAnswer;
  try {
    prober.pace('fine');
    // At a random phase: caches and polls have periods, and a fixed phase would hit the same point of each.
    await delay(settleMs + random.uniform() * phaseMs);
    answer = await logOut(chosen.url, credential);
    await delay(watchMs);
  } finally {
    prober.stop();
  }
  return trialOf(load, chosen.name, answer, prober.log);
}

function trialOf(
  { arm, trial, watchMs }: LogoutTrial,
  revokedOn: string,
  answer: RevokingAnswer,
  log: ProbeLog,
): RevocationTrial {
  const revocation = {
    sentMs: answer.sentMs,
    ackMs: answer.doneMs,
    untilMs: answer.doneMs + watchMs,
  };
  const analyses = arm.replicas.map(({ name }) =>
    analyseReplica(name, log.get(name) ?? [], revocation),
  );
  const replicas = analyses.map(resultOf);
  const balancer = analyseReplica(balancerTarget, log.get(balancerTarget) ?? [], revocation);
  const invalidBecause: string[] = [];
  if (answer.status !== 204) invalidBecause.push(`POST /logout was answered ${answer.status}`);
  if (!wasAcceptedBefore(arm, log, answer))
    invalidBecause.push('no probe was accepted before the logout');
  return {
    contender: arm.spec.contender,
    action: 'logout',
    trial,
    revokedOn,
    revokeMs: answer.doneMs - answer.sentMs,
    watchedMs: watchMs,
    finelyWatchedMs: watchMs,
    replicas,
    ...analyseFleet(replicas),
    throughBalancer: { probes: balancer.probesAfterAck, staleAccepts: balancer.staleAccepts },
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}

function resultOf({
  probesAfterAck,
  errors,
  refusedBefore,
  ...result
}: ReplicaAnalysis): ReplicaRevocation {
  return { ...result, probes: probesAfterAck };
}

function wasAcceptedBefore(arm: Arm, log: ProbeLog, { sentMs }: RevokingAnswer): boolean {
  return arm.replicas.some(({ name }) =>
    log.get(name)?.some((probe) => probe.doneMs < sentMs && probe.verdict === 'accepted'),
  );
}
