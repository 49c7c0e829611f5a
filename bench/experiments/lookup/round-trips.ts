import { contenderNamed, takesPart } from '../../../infra/contenders/contenders.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { Crossover, LookupResult, RttPoint, RttSweep } from '../../result/lookup.ts';
import { optimisedEarly } from '../../run/lab.ts';
import { crossover, fitLineByBlock } from '../../stats/line.ts';
import type { ExperimentContext } from '../context.ts';
import { onOwnStack } from '../own-stack.ts';
import { prepareArms } from './prepare.ts';
import { delaysUpTo, measureBlock, type SweptArm, sweptArms } from './round-trips/measure.ts';

/** On a stack of its own, because only here the replicas reach Redis through a proxy. */
export async function sweepRoundTrips(
  context: ExperimentContext,
  generator: Generator,
): Promise<Pick<LookupResult, 'rttSweep' | 'crossovers'>> {
  const { lab, plan, random, screen, signal } = context;
  const { rttBlocks, rttRequests, rttPings, rttLongestEachWayMs, rttContenders } = plan.lookup;
  const chosen = rttContenders === 'all' ? null : rttContenders.split(' ');
  const contenders = [...lab.stack.arms.values()]
    .map(({ spec }) => spec)
    .filter(({ arm, contender }) => arm === contender && takesPart(contender, 'lookup'))
    .map(({ contender }) => contender)
    .filter((contender) => chosen === null || chosen.includes(contender));
  if (contenders.length === 0) return { rttSweep: [], crossovers: [] };
  const swept = sweptArms(contenders, plan.lookup.rttVariants);

  screen.phase('lookup: round trips');
  const specs = optimisedEarly(swept.map(({ spec }) => spec));
  return await onOwnStack(context, specs, async (stack) => {
    const arms = [...stack.arms.values()];
    const { connections, rttWarmupRequests } = plan.lookup;
    const size = { credentials: 50, warmupRequestsPerReplica: rttWarmupRequests };
    await prepareArms({ stack, arms, generator, size, random, connections });
    const points: RttPoint[] = [];
    for (let block = 0; block < rttBlocks; block++) {
      signal.throwIfAborted();
      screen.step(block, rttBlocks);
      const load = { generator, requests: rttRequests, pings: rttPings };
      const delaysMs = delaysUpTo(rttLongestEachWayMs);
      points.push(...(await measureBlock(arms, delaysMs, block, load, random)));
    }
    const rttSweep = fitSweep(swept, points);
    return { rttSweep, crossovers: crossoversOf(rttSweep) };
  });
}

/** One line per arm, fitted by block; an arm without two blocks has none. */
export function fitSweep(arms: readonly SweptArm[], points: readonly RttPoint[]): RttSweep[] {
  return arms.flatMap(({ spec, algorithm, library }) => {
    const own = points.filter(({ arm }) => arm === spec.arm);
    const line = fitLineByBlock(own.map(asPoint));
    if (line === null) return [];
    return {
      contender: spec.contender,
      arm: spec.arm,
      algorithm,
      library,
      expected: contenderNamed(spec.contender).request.roundTrips,
      slope: line.slope,
      slopeLow: line.slopeInterval.low,
      slopeHigh: line.slopeInterval.high,
      interceptMs: line.intercept,
      interceptLowMs: line.interceptInterval.low,
      interceptHighMs: line.interceptInterval.high,
      points: own,
    };
  });
}

/**
 * Every session that is looked up against every signature that is not: from which round trip on the signature is
 * faster.
 */
export function crossoversOf(sweep: readonly RttSweep[]): Crossover[] {
  const lookups = sweep.filter(
    ({ contender, expected }) => contenderNamed(contender).app === 'sessions' && expected > 0,
  );
  const signatures = sweep.filter(
    ({ algorithm, expected }) => algorithm !== null && expected === 0,
  );
  return lookups.flatMap((lookup) => signatures.map((signature) => crossoverOf(lookup, signature)));
}

function crossoverOf(lookup: RttSweep, signature: RttSweep): Crossover {
  const found = crossover(lookup.points.map(asPoint), signature.points.map(asPoint));
  const measured = [...lookup.points, ...signature.points].map(({ roundTripMs }) => roundTripMs);
  const smallestMs = Math.min(...measured);
  return {
    lookup: lookup.arm,
    signature: signature.arm,
    algorithm: signature.algorithm,
    library: signature.library,
    kind: found.kind === 'at' ? 'at' : found.because,
    roundTripMs: found.kind === 'at' ? found.x : null,
    lowMs: found.kind === 'at' ? found.interval.low : null,
    highMs: found.kind === 'at' ? found.interval.high : null,
    measuredFromMs: smallestMs,
    measuredToMs: Math.max(...measured),
    savedAtSmallestMs: requestMsAt(lookup, smallestMs) - requestMsAt(signature, smallestMs),
  };
}

function requestMsAt({ interceptMs, slope }: RttSweep, roundTripMs: number): number {
  return interceptMs + slope * roundTripMs;
}

function asPoint({ roundTripMs, requestMs, block }: RttPoint) {
  return { x: roundTripMs, y: requestMs, block };
}
