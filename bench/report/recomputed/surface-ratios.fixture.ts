import type { Result } from '../../result/result.ts';
import type { Surface, SurfaceMeasure, SurfaceRatio } from '../../result/surface.ts';
import { sumOf } from './sentence.fixture.ts';

type Trial = Surface['trials'][number];

/** The number of connections that the surface varies from. */
export const usual = 6;

function trialsOf({ lookup }: Result, arm: string, connections: number): Trial[] {
  const trials = lookup?.surface?.trials ?? [];
  return trials.filter(
    (each) => each.valid && each.arm === arm && each.connections === connections,
  );
}

/** CPU of one answer by block. The mean cost of reading the counters is taken off. */
function costsOf(trials: readonly Trial[], measure: SurfaceMeasure): Map<number, number> {
  const mean = (read: (trial: Trial) => number) => sumOf(trials.map(read)) / trials.length;
  const replicaUs = mean((trial) => trial.counterReadCpuUs);
  const storeUs = mean((trial) => trial.counterReadStoreCpuUs);
  const beside = (trial: Trial) => trial.storeCpuUs - storeUs + (trial.balancerCpuUs ?? Number.NaN);
  return new Map(
    trials.map((trial) => {
      const replica = trial.replicaCpuUs - replicaUs;
      const used = measure === 'replicaCpuUsPerRequest' ? replica : replica + beside(trial);
      return [trial.block, used / trial.accepted];
    }),
  );
}

/** Logarithms of the ratios of two arms, by block. */
export function logsOf(
  result: Result,
  [a, b]: readonly [string, string],
  connections: number,
  measure: SurfaceMeasure,
): Map<number, number> {
  const [ofA, ofB] = [a, b].map((arm) => costsOf(trialsOf(result, arm, connections), measure));
  return new Map(
    [...(ofA ?? [])].flatMap(([block, cost]) => {
      const other = ofB?.get(block);
      return other === undefined ? [] : [[block, Math.log(cost / other)] as const];
    }),
  );
}

export function meanRatio(logs: Iterable<number>): number {
  const all = [...logs];
  return Math.exp(sumOf(all) / all.length);
}

/** Intervals are taken from the file: the statistics behind them have tests of their own. */
export function intervalOf(found: SurfaceRatio | null | undefined) {
  return { low: found?.low ?? Number.NaN, high: found?.high ?? Number.NaN };
}

/** What the file says of an arm against `sessions`, and the ratio again from the trials. */
export function againstSessions(
  result: Result,
  arm: string,
  connections: number,
  measure: SurfaceMeasure,
) {
  const row = result.lookup?.surface?.rows.find(
    (each) => each.arm === arm && each.connections === connections,
  );
  return {
    ratio: meanRatio(logsOf(result, [arm, 'sessions'], connections, measure).values()),
    ...intervalOf(row?.againstSessions[measure]),
  };
}
