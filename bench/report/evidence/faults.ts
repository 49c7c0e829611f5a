import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { FailoverCell } from '../../result/failover-cell.ts';
import type { FaultName } from '../../result/fault-name.ts';

/** A fault in one of its forms. */
export interface FaultForm {
  readonly fault: FaultName;
  readonly variant: string | null;
}

/** `redis-full` or `redis-full: allkeys-lru`. */
export function faultLabel({ fault, variant }: FaultForm): string {
  return variant === null ? fault : `${fault}: ${variant}`;
}

/** The label as part of an address in the page. */
export function faultSlug(form: FaultForm): string {
  return faultLabel(form).replace(/[^a-z0-9]+/gi, '-');
}

export function sameFault(one: FaultForm, other: FaultForm): boolean {
  return one.fault === other.fault && one.variant === other.variant;
}

/** The valid trials of one cell: one contender through one fault. */
export function trialsOf(
  failover: FailoverResult | null,
  cell: FailoverSummary | FailoverCell,
): FailoverTrial[] {
  return (failover?.trials ?? []).filter(
    (trial) => trial.valid && trial.contender === cell.contender && sameFault(trial, cell),
  );
}

/** Misjudged requests before the fault: the contender's own way, not the fault's doing. */
export function misjudgesWithoutFault(trials: readonly FailoverTrial[]): boolean {
  return trials.some((trial) =>
    trial.buckets.some(
      ({ atMs, outcomes }) =>
        atMs + trial.bucketMs <= 0 &&
        (outcomes['false-accept'] ?? 0) + (outcomes['false-reject'] ?? 0) > 0,
    ),
  );
}
