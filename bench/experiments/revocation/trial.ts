import { setTimeout as delay } from 'node:timers/promises';
import type { Arm } from '../../../infra/stack/stack.ts';
import { contenderNamed } from '../../contenders.ts';
import { type Account, type Credential, logIn } from '../../load/credential.ts';
import { analyseProbes } from '../../load/analyse.ts';
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
  return trialOf(load, chosen.name, credential, answer, prober.log);
}

function trialOf(
  { arm, trial, watchMs }: LogoutTrial,
  revokedOn: string,
  _credential: Credential,
  answer: RevokingAnswer,
  log: ProbeLog,
): RevocationTrial {
  const replicas = arm.replicas.map(
    ({ name }): ReplicaRevocation => ({ replica: name, ...analyseProbes(log.get(name) ?? [], answer.doneMs) }),
  );
  const acceptedBefore = [...log].some(
    ([name, probes]) => name !== balancerTarget && probes.some(({ doneMs, verdict }) => doneMs < answer.sentMs && verdict === 'accepted'),
  );
  const invalidBecause: string[] = [];
  if (answer.status !== 204) invalidBecause.push(`POST /logout was answered ${answer.status}`);
  if (!acceptedBefore) invalidBecause.push('no probe was accepted before the logout');
  const censored = replicas.some(({ firstRefusalMs }) => firstRefusalMs === null);
  const balancer = analyseProbes(log.get(balancerTarget) ?? [], answer.doneMs);
  return {
    contender: arm.spec.contender,
    action: 'logout',
    trial,
    revokedOn,
    revokeMs: answer.doneMs - answer.sentMs,
    watchedMs: watchMs,
    replicas,
    fleetLowMs: Math.max(0, ...replicas.map(({ lastStaleAcceptMs }) => lastStaleAcceptMs ?? 0)),
    fleetHighMs: censored ? null : Math.max(...replicas.map(({ firstRefusalMs }) => firstRefusalMs ?? 0)),
    resolutionMs: Math.max(...replicas.map(({ largestGapMs }) => largestGapMs)),
    censored,
    throughBalancer: { probes: balancer.probes, staleAccepts: balancer.staleAccepts },
    resurrections: replicas.reduce((sum, each) => sum + each.resurrections, 0),
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}
