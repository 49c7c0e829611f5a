import { ratioTo, rowOf } from '../experiments/sweeps/measure.ts';
import { stopOf } from '../experiments/sweeps/sizes.ts';
import type { Sweeps } from '../result/sweeps.ts';
import type { Part } from './part.ts';

/** The rows of the sweeps: costs and ratios of their trials. Sizes in bytes and statuses are taken as given. */
export function sweepParts({ trials, algorithms, sizes, populations, replicas }: Sweeps): Part[] {
  const fewest = Math.min(...populations.map(({ live }) => live));
  const again = {
    algorithms: algorithms.map((row) => ({
      ...rowOf(trials, row),
      againstFloor: ratioTo(trials, row.arm, 'algorithms-floor'),
    })),
    sizes: sizes.map((row) => ({
      ...rowOf(trials, row),
      ...(row.stoppedBy === 'login' ? {} : { stoppedBy: stopOf(row) }),
      againstSmallest: ratioTo(trials, row.arm, `${row.contender}-${row.carriage}-0`),
    })),
    populations: populations.map((row) => ({
      ...rowOf(trials, row),
      againstFewest: ratioTo(trials, row.arm, `${row.contender}-live-${fewest}`),
    })),
    replicas: replicas.map((row) => ({
      ...rowOf(trials, row),
      againstOne: ratioTo(trials, row.arm, `${row.contender}-of-1`),
    })),
  };
  const kept = { algorithms, sizes, populations, replicas };
  return [{ place: ['lookup', 'sweeps'], kept, again, holds: 'some' }];
}
