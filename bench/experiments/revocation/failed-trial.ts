import type { Arm } from '../../../infra/stack/stack.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import type { TrialLoad } from './trial.ts';

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
