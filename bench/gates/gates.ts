import type { FailoverResult } from '../result/failover.ts';
import type { LookupResult } from '../result/lookup.ts';
import type { RevocationResult } from '../result/revocation.ts';
import type { ContenderResult, Gate, Tool } from '../result/run.ts';
import { type Sweeps, secondFloorArm } from '../result/sweeps.ts';
import { allButOneInTen, told, windowGates } from './instrument.ts';
import { lookupGates } from './lookup.ts';
import { revocationGates } from './revocation.ts';

/**
 * The validity rules of a run, fixed before it. `fail`: do not use the figures of that experiment. `warn`: use them
 * knowing this. Every gate is shown, passed or not.
 */
export interface Measured {
  readonly tool: Pick<Tool, 'peakMemoryBytes' | 'peakLoadMemoryBytes'>;
  readonly contenders: readonly ContenderResult[];
  readonly lookup: LookupResult | null;
  readonly revocation: RevocationResult | null;
  readonly failover: FailoverResult | null;
}

export function gatesOf({ tool, contenders, lookup, revocation, failover }: Measured): Gate[] {
  return [
    contractGate(contenders),
    ...memoryGates(tool),
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

const megabyte = 1_000_000;
const isSmall = (megabytes: number) => megabytes < 300;

/** The lab shares its machine with the harness. None for a file that does not tell. */
export function memoryGates({ peakMemoryBytes, peakLoadMemoryBytes }: Measured['tool']): Gate[] {
  if (peakMemoryBytes == null) return [];
  const largest = Math.max(peakMemoryBytes, peakLoadMemoryBytes ?? 0) / megabyte;
  return [
    {
      gate: 'harness memory',
      experiment: null,
      status: isSmall(largest) ? 'pass' : 'warn',
      measured: `${told(largest, 0, isSmall)} MB in its largest process`,
      limit: 'below 300 MB in each process of the bench',
      detail: 'on a small machine the harness takes memory from the contenders',
    },
  ];
}

export function failoverGates({ trials, cells, stopped }: FailoverResult): Gate[] {
  const compared = cells.filter(({ agrees }) => agrees !== null);
  const surprising = compared.filter(({ agrees }) => agrees === false);
  const untold = cells.filter(({ cannotTell }) => cannotTell.length > 0);
  const invalid = trials.filter(({ valid }) => !valid);
  return [
    ...(trials.length === 0 ? [] : [punctualityGate(trials)]),
    {
      gate: 'processor time to spare',
      experiment: 'failover',
      status: untold.length === 0 ? 'pass' : 'warn',
      measured: `${untold.length} of ${cells.length} cells cannot be told`,
      limit:
        'none: late or failed answers against the matrix came with 10 % of the processor time idle',
      detail: untold
        .map(
          ({ fault, contender, cannotTell }) =>
            `${contender} in ${fault}: ${cannotTell.join('; ')}`,
        )
        .join('. '),
    },
    {
      gate: 'the lab returned to health after each fault',
      experiment: 'failover',
      status: stopped === null ? 'pass' : 'fail',
      measured: stopped === null ? 'always' : 'not always',
      limit: 'every part ready and every replica in rotation again',
      detail: stopped ?? '',
    },
    {
      gate: 'nothing wrong before the faults',
      experiment: 'failover',
      status: invalid.length === 0 ? 'pass' : invalid.length > trials.length / 10 ? 'fail' : 'warn',
      measured: `${trials.length - invalid.length} of ${trials.length} trials`,
      limit: allButOneInTen,
      detail: invalid.flatMap(({ invalidBecause }) => invalidBecause).join('; '),
    },
    {
      gate: 'faults did what was expected',
      experiment: 'failover',
      status: surprising.length === 0 ? 'pass' : 'warn',
      measured: `${compared.length - surprising.length} of ${compared.length} cells`,
      limit: 'all; a surprise is a finding to be explained, not a fault of the run',
      detail: surprising
        .map(
          ({ fault, contender, surprises }) => `${contender} in ${fault}: ${surprises.join('; ')}`,
        )
        .join('. '),
    },
  ];
}

/** A request that leaves a whole period late leaves together with the next one. */
function punctualityGate(trials: FailoverResult['trials']): Gate {
  const lagMs = Math.max(...trials.map(({ sendLagP99Ms }) => sendLagP99Ms));
  const periodMs = Math.min(...trials.map(({ offeredPerSecond }) => 1000 / offeredPerSecond));
  const isPunctual = (lateMs: number) => lateMs <= periodMs;
  return {
    gate: 'requests sent on time',
    experiment: 'failover',
    status: isPunctual(lagMs) ? 'pass' : 'warn',
    measured: `worst p99 ${told(lagMs, 1, isPunctual)} ms late`,
    limit: `p99 at most ${Number(periodMs.toFixed(1))} ms, one period of the offered rate`,
    detail:
      'the machine was too busy to keep the schedule; latency counts from the intended time, so nothing is hidden',
  };
}

/** Sweeps share the method of lookup's blocks, so the same rules hold for their windows. */
export function sweepsGates({ trials, algorithms }: Sweeps): Gate[] {
  return [equalArmsGate(algorithms), ...windowGates(trials, 'sweeps')];
}

function equalArmsGate(algorithms: Sweeps['algorithms']): Gate {
  const again = algorithms.find(({ arm }) => arm === secondFloorArm)?.againstFloor ?? null;
  return {
    gate: 'two equal arms read as equal',
    experiment: 'sweeps',
    status: again !== null && again.low <= 1 && again.high >= 1 ? 'pass' : 'warn',
    measured:
      again === null
        ? 'no pair of equal arms'
        : `${told(again.low, 3, (low) => low <= 1)} to ${told(again.high, 3, (high) => high >= 1)}`,
    limit: 'the 95 % interval holds 1',
    detail: 'in one run of twenty it misses by chance',
  };
}
