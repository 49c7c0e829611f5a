import type { FailoverResult } from '../result/failover.ts';
import type { LookupResult } from '../result/lookup.ts';
import type { RevocationResult } from '../result/revocation.ts';
import type { ContenderResult, Gate } from '../result/run.ts';
import { failoverGates } from './failover.ts';
import { lookupGates } from './lookup.ts';
import { revocationGates } from './revocation.ts';
import { sweepsGates } from './sweeps.ts';

/**
 * The validity rules of a run, fixed before it. `fail`: do not use the figures of that experiment. `warn`: use them
 * knowing this. Every gate is shown, passed or not.
 */
export interface Measured {
  readonly contenders: readonly ContenderResult[];
  readonly lookup: LookupResult | null;
  readonly revocation: RevocationResult | null;
  readonly failover: FailoverResult | null;
}

export function gatesOf({ contenders, lookup, revocation, failover }: Measured): Gate[] {
  return [
    contractGate(contenders),
    ...(lookup === null ? [] : lookupGates(lookup)),
    ...(lookup?.sweeps == null ? [] : sweepsGates(lookup.sweeps)),
    ...(revocation === null ? [] : revocationGates(revocation)),
    ...(failover === null ? [] : failoverGates(failover)),
  ];
}

function contractGate(contenders: readonly ContenderResult[]): Gate {
  const broken = contenders.filter(({ contract }) => contract.failed.length > 0);
  return {
    gate: 'contract',
    experiment: null,
    status: broken.length === 0 ? 'pass' : 'fail',
    measured: `${contenders.length - broken.length} of ${contenders.length} contenders keep it`,
    limit: 'all',
    detail: broken
      .map(({ contender, contract }) => `${contender}: ${contract.failed.join('; ')}`)
      .join('. '),
  };
}
