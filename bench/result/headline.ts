import type { Comparison, Cost, LookupTrial } from './lookup.ts';

/** What a run compares the named pairs by, before any further measure. Microseconds per accepted answer. */
export type HeadlineMetric = Extract<
  Comparison['metric'],
  'wholePathCpuUsPerRequest' | 'replicaCpuUsPerRequest'
>;

/**
 * The headline of a run that has these trials: the CPU of the whole path (replicas, Redis and balancer), where every
 * valid trial could read the balancer's CPU. Otherwise replica CPU.
 */
export function headlineFor(trials: readonly LookupTrial[]): HeadlineMetric {
  const valid = trials.filter((trial) => trial.valid);
  return valid.length > 0 && valid.every(({ balancerCpuUs }) => balancerCpuUs !== null)
    ? 'wholePathCpuUsPerRequest'
    : 'replicaCpuUsPerRequest';
}

/**
 * The headline of a file: the measure of its named pairs. A file without named pairs has its headline first. Files of
 * earlier versions have replica CPU, although they may hold the whole path as a further measure.
 */
export function headlineOf(
  lookup: { readonly comparisons: readonly Comparison[] } | null,
): HeadlineMetric {
  const comparisons = lookup?.comparisons ?? [];
  const first = comparisons.find(({ kind }) => kind === 'primary') ?? comparisons[0];
  return first?.metric === 'wholePathCpuUsPerRequest' ? first.metric : 'replicaCpuUsPerRequest';
}

/** The cost of an arm by a headline, in microseconds of this machine; null where it could not be read. */
export function costUs(cost: Cost | undefined, metric: HeadlineMetric): number | null {
  return cost?.[metric] ?? null;
}
