import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import type { ExperimentContext } from '../context.ts';
import { type FinishedTrial, startTrial, type TrialLoad } from './trial.ts';

/** The value of an attempt, or the reason why there is none. */
type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/**
 * One failure is a trial that tells nothing: a login that a busy machine answered too late must not end a run of an
 * hour. So many in a row are a lab that is broken, and then the run says so.
 */
const failuresInARow = 10;

/** Makes trials, and bears a few that fail. One for each series of trials of one kind. */
interface Attempts {
  /** @throws Error when this was one failure too many in a row */
  make<T>(trial: () => Promise<T>): Promise<Attempt<T>>;
}

/** @param what names the trials in the error */
export function createAttempts(what: string, limit = failuresInARow): Attempts {
  let failed = 0;
  return {
    async make(trial) {
      try {
        const value = await trial();
        failed = 0;
        return { ok: true, value };
      } catch (cause) {
        failed += 1;
        const reason = cause instanceof Error ? cause.message : String(cause);
        if (failed >= limit) {
          throw new Error(`${what}: ${failed} trials in a row failed, the last because ${reason}`, {
            cause,
          });
        }
        return { ok: false, reason };
      }
    },
  };
}

/** Trials of one kind on one arm, one after the other; each is watched to its end before the next one begins. */
export interface Series extends Pick<TrialLoad, 'arm' | 'action' | 'watchMs' | 'phaseMs'> {
  /** Names the trials in an error. */
  readonly name: string;
  readonly firstAccount: number;
  /** Is handed each trial that could be made. */
  readonly onFinished?: (finished: FinishedTrial) => void;
}

/** Makes as many trials as the plan has for an action other than the logout. Those that failed are among them. */
export async function measureSeries(
  { plan, random, signal }: ExperimentContext,
  stack: Stack,
  { name, firstAccount, onFinished, ...each }: Series,
): Promise<RevocationTrial[]> {
  const attempts = createAttempts(name);
  const trials: RevocationTrial[] = [];
  for (let trial = 0; trial < plan.revocation.otherTrials; trial++) {
    signal.throwIfAborted();
    const account = stack.loadAccount(firstAccount + trial);
    const load: TrialLoad = { ...each, account, admin: stack.adminAccount(), trial, random };
    const attempt = await attempts.make(() => startTrial(load));
    if (!attempt.ok) {
      trials.push(failedTrial(load, attempt.reason));
      continue;
    }
    const finished = attempt.value.finish();
    trials.push(finished.trial);
    onFinished?.(finished);
  }
  return trials;
}

/** A trial that could not be made: it stands in the file with its reason, is counted, and is in no figure. */
export function failedTrial(
  { arm, action, trial }: Pick<TrialLoad, 'action' | 'trial'> & { readonly arm: Pick<Arm, 'spec'> },
  reason: string,
): RevocationTrial {
  return {
    contender: arm.spec.contender,
    action: action.action,
    trial,
    revokedOn: '',
    revokeMs: 0,
    watchedMs: 0,
    finelyWatchedMs: 0,
    cpuWaitMs: null,
    replicas: [],
    fleetLowMs: 0,
    fleetHighMs: null,
    resolutionMs: 0,
    censored: false,
    expiresInMs: null,
    throughBalancer: { probes: 0, staleAccepts: 0 },
    resurrections: 0,
    valid: false,
    invalidBecause: [`it could not be made: ${reason}`],
  };
}
