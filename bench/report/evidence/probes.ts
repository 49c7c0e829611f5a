import { extent } from 'd3-array';
import type { RevocationTrial } from '../../result/revocation.ts';
import { median } from '../../stats/percentile.ts';
import { milliseconds } from '../format.ts';

/**
 * How finely the trials of a run were probed. The largest gap between two probes differs from trial to trial: the best
 * one, the middle and the worst one are told, and never a middle one as the worst.
 */
export function gapsBetweenProbes(trials: readonly RevocationTrial[]): string {
  const gaps = trials.filter(({ valid }) => valid).map(({ resolutionMs }) => resolutionMs);
  const [smallest, largest] = extent(gaps);
  return `the largest gap between two probes was ${milliseconds(smallest)} in the best trial, at most ${milliseconds(median(gaps))} in half of the trials, and ${milliseconds(largest)} in the worst one`;
}
