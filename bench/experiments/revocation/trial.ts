import { setTimeout as delay } from 'node:timers/promises';
import { worksOnEveryReplica } from '../../../infra/contenders/contenders.ts';
import type { Arm } from '../../../infra/stack/stack.ts';
import { analyseFleet, analyseReplica, type ReplicaAnalysis } from '../../load/probe/analyse.ts';
import { cpuWaitMs, type ProbeLog, type Prober, startProber } from '../../load/probe.ts';
import type { RevokingAnswer } from '../../load/revoke.ts';
import type { ReplicaRevocation, RevocationTrial } from '../../result/revocation.ts';
import type { Random } from '../../stats/random.ts';
import { type Revocable, type RevokingAction, type Situation, situationOf } from './actions.ts';

/** Probed beside the replicas, as a user meets them. */
const balancerTarget = 'balancer';

/** Probing settles for this long, and then for a random time of up to `phaseMs` more, before the revoking request. */
const settleMs = 15;
const defaultPhaseMs = 25;

/** After the fine watch every target is probed this many times less often: about five times a second. */
const thinFactor = 200;

export interface TrialLoad {
  readonly arm: Arm;
  readonly action: RevokingAction;
  readonly account: Situation['account'];
  readonly admin: Situation['admin'];
  readonly trial: number;
  /** Probing at full rate ends when every replica has settled on refusing, or after this long. */
  readonly watchMs: number;
  readonly random: Random;
  /** At least the period of whatever is waited for, so that each point of it is as likely. Default 25. */
  readonly phaseMs?: number;
}

/** A trial whose fine part is over. Thin probing goes on beside the next trials, until `finish`. */
export interface RunningTrial {
  readonly ackMs: number;
  finish(): FinishedTrial;
}

export interface FinishedTrial {
  readonly trial: RevocationTrial;
  readonly ackMs: number;
  /** Of the replicas. */
  readonly log: ProbeLog;
}

/** One credential, probed on every replica, revoked at a random moment. */
export async function startTrial(load: TrialLoad): Promise<RunningTrial> {
  const { arm, action, account, admin, random, phaseMs = defaultPhaseMs } = load;
  const revocable = await action.prepare(situationOf(arm, account, admin, random));
  const prober = await startProber({
    targets: [
      ...arm.replicas.map(({ name, url }) => ({ name, url })),
      { name: balancerTarget, url: arm.url, intervalMs: 5 },
    ],
    path: '/me',
    headers: revocable.credential.headers,
    judge: revocable.judge,
  });
  try {
    prober.pace('fine');
    // At a random phase: caches and polls have periods, and a fixed phase would hit the same point of each.
    await delay(settleMs + random.uniform() * phaseMs);
    const waitedBeforeMs = cpuWaitMs();
    const answer = await revocable.revoke();
    const expiresInMs = remainingLifeMs(revocable);
    const names = arm.replicas.map(({ name }) => name);
    await untilSettled(prober, names, answer.doneMs, load.watchMs);
    const finelyWatchedMs = performance.now() - answer.doneMs;
    const waitedMs = cpuWaitMs();
    const waited = waitedMs === null || waitedBeforeMs === null ? null : waitedMs - waitedBeforeMs;
    prober.thin(thinFactor);
    prober.pace('coarse');
    return {
      ackMs: answer.doneMs,
      finish: () =>
        finish(load, {
          revocable,
          answer,
          finelyWatchedMs,
          cpuWaitMs: waited,
          expiresInMs,
          log: prober.stop(),
        }),
    };
  } catch (error) {
    prober.stop();
    throw error;
  }
}

async function untilSettled(
  { log }: Prober,
  names: readonly string[],
  ackMs: number,
  watchMs: number,
): Promise<void> {
  while (performance.now() - ackMs < watchMs && !allRefuse(log, names, ackMs)) await delay(2);
}

interface Observed {
  readonly revocable: Revocable;
  readonly answer: RevokingAnswer;
  readonly finelyWatchedMs: number;
  readonly cpuWaitMs: number | null;
  readonly expiresInMs: number | null;
  readonly log: ProbeLog;
}

function finish({ arm, action, trial }: TrialLoad, observed: Observed): FinishedTrial {
  const { answer, log, finelyWatchedMs, expiresInMs } = observed;
  const { sentMs, doneMs: ackMs } = answer;
  const revocation = { sentMs, ackMs, untilMs: performance.now() };
  const replicas = arm.replicas.map(({ name }) =>
    resultOf(analyseReplica(name, log.get(name) ?? [], revocation)),
  );
  const balancer = analyseReplica(balancerTarget, log.get(balancerTarget) ?? [], revocation);
  const invalidBecause = problemsOf(arm, observed);
  return {
    ackMs,
    log: new Map([...log].filter(([name]) => name !== balancerTarget)),
    trial: {
      contender: arm.spec.contender,
      action: action.action,
      trial,
      revokedOn: answer.replica ?? balancerTarget,
      revokeMs: ackMs - sentMs,
      watchedMs: revocation.untilMs - ackMs,
      finelyWatchedMs,
      cpuWaitMs: observed.cpuWaitMs,
      replicas,
      ...analyseFleet(replicas),
      expiresInMs,
      throughBalancer: { probes: balancer.probesAfterAck, staleAccepts: balancer.staleAccepts },
      valid: invalidBecause.length === 0,
      invalidBecause,
    },
  };
}

function problemsOf(arm: Arm, { revocable, answer, log }: Observed): string[] {
  const problems: string[] = [];
  if (answer.status !== revocable.expectedStatus) {
    problems.push(
      `the revoking request was answered ${answer.status} and not ${revocable.expectedStatus}`,
    );
  }
  const accepting = arm.replicas.filter(({ name }) =>
    log.get(name)?.some(({ doneMs, verdict }) => doneMs < answer.sentMs && verdict === 'accepted'),
  );
  const expected = worksOnEveryReplica(arm.spec.contender) ? arm.replicas.length : 1;
  if (accepting.length < expected) {
    problems.push(
      `before the revocation, ${accepting.length} of ${expected} replicas accepted the credential`,
    );
  }
  return problems;
}

function resultOf(analysis: ReplicaAnalysis): ReplicaRevocation {
  const { probesAfterAck, errors, refusedBefore, ...result } = analysis;
  return { ...result, probes: probesAfterAck };
}

function remainingLifeMs({ credential }: Revocable): number | null {
  const expiresAtMs = new Date(credential.expiresAt).getTime();
  return Number.isNaN(expiresAtMs) ? null : Math.max(0, expiresAtMs - Date.now());
}

/** For this long nothing may have been accepted, and something refused, before a replica counts as settled. */
const quietMs = 20;

/**
 * Whether every replica has settled on refusing: after t_ack it has refused, over at least `quietMs`, and has accepted
 * nothing that was sent since. Ends the fine watch only; whether it stays so, the thin watch sees.
 */
export function allRefuse(log: ProbeLog, names: readonly string[], ackMs: number): boolean {
  return names.every((name) => {
    const probes = log.get(name) ?? [];
    let firstRefusalMs: number | null = null;
    let lastMs = ackMs;
    // From the newest back to the last accepted one, or to t_ack.
    for (let index = probes.length - 1; index >= 0; index -= 1) {
      const probe = probes[index];
      if (probe === undefined || probe.verdict === 'accepted' || probe.sentMs < ackMs) break;
      if (probe.verdict !== 'refused') continue;
      firstRefusalMs = probe.sentMs;
      lastMs = Math.max(lastMs, probe.doneMs);
    }
    return firstRefusalMs !== null && lastMs - firstRefusalMs >= quietMs;
  });
}
