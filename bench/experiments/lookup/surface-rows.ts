import { pairsOf, valuesOf } from '../../result/block-values.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import {
  type SurfaceChange,
  type SurfaceMeasure,
  type SurfaceRatio,
  type SurfaceRow,
  surfaceMeasures,
} from '../../result/surface.ts';
import { aaArm } from '../../run/lab.ts';
import { median } from '../../stats/percentile.ts';
import { type BlockValue, pairedRatio, type RatioEstimate } from '../../stats/ratio.ts';
import { holm, verdictAmong } from '../../stats/verdict.ts';
import type { SweptArm } from './round-trips/measure.ts';

/** An arm at one number of connections. */
interface Cell {
  readonly arm: SweptArm;
  readonly connections: number;
}

/** A row for each arm and each number of connections at which it was measured, from few connections to many. */
export function rowsOf(arms: readonly SweptArm[], trials: readonly LookupTrial[]): SurfaceRow[] {
  const cells = connectionsIn(trials).flatMap((connections) =>
    arms
      .filter(({ spec }) => trialsAt(trials, spec.arm, connections).length > 0)
      .map((arm): Cell => ({ arm, connections })),
  );
  const againstSessions = ratiosTo('sessions', cells, trials);
  const againstFloor = ratiosTo('floor', cells, trials);
  return cells.map((cell, index) => {
    const { spec } = cell.arm;
    const own = trialsAt(trials, spec.arm, cell.connections).filter(({ valid }) => valid);
    const middle = (measure: SurfaceMeasure) =>
      median(valuesOf(own, spec.arm, measure).map(({ value }) => value));
    return {
      ...configurationOf(cell.arm),
      connections: cell.connections,
      trials: own.length,
      wholePathCpuUsPerRequest: middle('wholePathCpuUsPerRequest'),
      replicaCpuUsPerRequest: middle('replicaCpuUsPerRequest'),
      againstSessions: againstSessions(index),
      againstFloor: againstFloor(index),
    };
  });
}

/** How the ratio to `sessions` moves from the fewest connections to the most, paired in the blocks. */
export function changesOf(
  arms: readonly SweptArm[],
  trials: readonly LookupTrial[],
): SurfaceChange[] {
  const [measure] = surfaceMeasures;
  const changes = arms.flatMap((arm) => {
    const { arm: own } = arm.spec;
    const connections = connectionsIn(trials.filter((trial) => trial.arm === own));
    const [from, to] = [connections[0], connections.at(-1)];
    if (own === 'sessions' || from === undefined || to === undefined || from === to) return [];
    const ratioAt = (at: number) => ratioSeries(trials, own, 'sessions', { measure, at });
    const estimate = pairedRatio(pairsOf(ratioAt(to), ratioAt(from)));
    return estimate === null ? [] : [{ arm, from, to, estimate }];
  });
  const aa = aaEstimate(trials, measure);
  const adjusted = holm(changes.map(({ estimate }) => estimate.pValue));
  return changes.map(({ arm, from, to, estimate }, index) => ({
    ...configurationOf(arm),
    from,
    to,
    againstSessions: ratioOf(estimate, aa, adjusted[index]),
  }));
}

function configurationOf({ spec, algorithm, library }: SweptArm) {
  return { arm: spec.arm, contender: spec.contender, algorithm, library };
}

function connectionsIn(trials: readonly LookupTrial[]): number[] {
  return [...new Set(trials.map(({ connections }) => connections))].sort((a, b) => a - b);
}

function trialsAt(trials: readonly LookupTrial[], arm: string, connections: number): LookupTrial[] {
  return trials.filter((trial) => trial.arm === arm && trial.connections === connections);
}

interface Reading {
  readonly measure: SurfaceMeasure;
  /** Connections. */
  readonly at: number;
}

function pairsAt(trials: readonly LookupTrial[], a: string, b: string, { measure, at }: Reading) {
  const valuesAt = (arm: string) => valuesOf(trialsAt(trials, arm, at), arm, measure);
  return pairsOf(valuesAt(a), valuesAt(b));
}

function ratioSeries(
  trials: readonly LookupTrial[],
  a: string,
  b: string,
  reading: Reading,
): BlockValue[] {
  return pairsAt(trials, a, b, reading).map(({ boot, block, a, b }) => ({
    boot,
    block,
    value: a / b,
  }));
}

/**
 * Each cell divided by this arm at the same number of connections, by both costs. The corrections are for all cells of
 * one cost.
 */
function ratiosTo(reference: string, cells: readonly Cell[], trials: readonly LookupTrial[]) {
  const ratiosBy = (measure: SurfaceMeasure): (SurfaceRatio | null)[] => {
    const estimates = cells.map(({ arm, connections: at }) =>
      arm.spec.arm === reference
        ? null
        : pairedRatio(pairsAt(trials, arm.spec.arm, reference, { measure, at })),
    );
    const known = estimates.filter((estimate) => estimate !== null);
    const adjusted = holm(known.map(({ pValue }) => pValue));
    const aa = aaEstimate(trials, measure);
    return estimates.map((estimate) =>
      estimate === null ? null : ratioOf(estimate, aa, adjusted[known.indexOf(estimate)]),
    );
  };
  const [wholePath, replica] = surfaceMeasures.map(ratiosBy);
  return (index: number) => ({
    wholePathCpuUsPerRequest: wholePath?.[index] ?? null,
    replicaCpuUsPerRequest: replica?.[index] ?? null,
  });
}

/** The second copy of the floor against the floor: what this boot makes out of two equal things. */
function aaEstimate(trials: readonly LookupTrial[], measure: SurfaceMeasure): RatioEstimate | null {
  const [at] = connectionsIn(trials.filter(({ arm }) => arm === aaArm));
  return at === undefined ? null : pairedRatio(pairsAt(trials, aaArm, 'floor', { measure, at }));
}

function ratioOf(
  estimate: RatioEstimate,
  aa: RatioEstimate | null,
  adjustedPValue: number | undefined,
): SurfaceRatio {
  const { ratio, low, high, n } = estimate;
  return { ratio, low, high, blocks: n, verdict: verdictAmong(estimate, aa, adjustedPValue) };
}
