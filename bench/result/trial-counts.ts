import type { Result } from './result.ts';
import type { RevocationResult } from './revocation.ts';
import type { ExperimentName } from './run.ts';

export interface TrialCount {
  readonly experiment: ExperimentName;
  readonly what: string;
  readonly run: number;
  readonly invalid: number;
  /** Reason to the number of trials that gave it; a trial may give several. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** How many trials each experiment ran, and how many its rules made invalid, and why. */
export function countTrials({
  lookup,
  revocation,
  failover,
}: Pick<Result, 'lookup' | 'revocation' | 'failover'>): TrialCount[] {
  return [
    ...countOf('lookup', 'lookup, closed loop', lookup?.trials),
    ...countOf('lookup', 'lookup, steps of the ladder', lookup?.ladder?.trials),
    ...countOf('lookup', 'lookup, paced', lookup?.paced),
    ...countOf('lookup', 'lookup, surface', lookup?.surface?.trials),
    ...countOf('sweeps', 'sweeps', lookup?.sweeps?.trials),
    ...(revocation === null ? [] : countRevocation(revocation)),
    ...countOf('failover', 'failover', failover?.trials),
  ];
}

/** The trials of revocation, and what was run beside them: every race, open stream and preset is a trial too. */
export function countRevocation({
  trials,
  races,
  openStreams,
  presets,
}: Pick<RevocationResult, 'trials' | 'races' | 'openStreams' | 'presets'>): TrialCount[] {
  // The other presets are read from trials that are counted already.
  const own = presets.filter(({ readFromAction }) => readFromAction === null);
  return [
    ...countOf('revocation', 'revocation', trials),
    ...tallied(
      'revocation, races',
      races.map(({ races: valid, invalid }) => ({ valid, invalid })),
    ),
    ...tallied(
      'revocation, open streams',
      openStreams.map(({ trials: valid, invalid }) => ({ valid, invalid })),
    ),
    ...tallied(
      'revocation, presets',
      own.map(({ trials: valid, invalid }) => ({ valid, invalid })),
    ),
  ];
}

interface Trial {
  readonly valid: boolean;
  readonly invalidBecause: readonly string[];
}

function countOf(
  experiment: ExperimentName,
  what: string,
  trials: readonly Trial[] | undefined,
): TrialCount[] {
  if (trials === undefined || trials.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const reason of trials.flatMap((trial) => trial.invalidBecause)) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const invalid = trials.filter((trial) => !trial.valid).length;
  return [{ experiment, what, run: trials.length, invalid, reasons }];
}

/** Of trials that are in the file as rows with their number, and not one by one. */
function tallied(
  what: string,
  rows: readonly { readonly valid: number; readonly invalid: number }[],
): TrialCount[] {
  const sum = (kind: 'valid' | 'invalid') => rows.reduce((total, row) => total + row[kind], 0);
  const [valid, invalid] = [sum('valid'), sum('invalid')];
  if (valid + invalid === 0) return [];
  const reasons = new Map(invalid === 0 ? [] : [['failed before it could be judged', invalid]]);
  return [{ experiment: 'revocation', what, run: valid + invalid, invalid, reasons }];
}
