import { takesPart } from '../../../infra/contenders/contenders.ts';
import { startStack } from '../../../infra/stack/start.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { Crossover, RttPoint, RttSweep } from '../../result/round-trips.ts';
import { optimisedEarly } from '../../run/lab.ts';
import type { ExperimentContext } from '../context.ts';
import { prepareArms } from './prepare.ts';
import { sweptArms } from './round-trips/arms.ts';
import { crossoversOf, fitSweep } from './round-trips/fit.ts';
import { delaysUpTo, measureBlock } from './round-trips/measure.ts';

export interface RoundTripSweep {
  readonly rttSweep: RttSweep[];
  readonly crossovers: Crossover[];
}

/** On a stack of its own, because only here the replicas reach Redis through a proxy. */
export async function sweepRoundTrips(
  context: ExperimentContext,
  generator: Generator,
): Promise<RoundTripSweep> {
  const { lab, plan, random, screen, signal } = context;
  const { rttBlocks, rttRequests, rttPings, rttLongestEachWayMs } = plan.lookup;
  const contenders = [...lab.stack.arms.values()]
    .map(({ spec }) => spec)
    .filter(({ arm, contender }) => arm === contender && takesPart(contender, 'lookup'))
    .map(({ contender }) => contender);
  const swept = sweptArms(contenders, plan.lookup.rttVariants);

  screen.phase('lookup: round trips');
  const specs = optimisedEarly(swept.map(({ spec }) => spec));
  const stack = await startStack({ driver: lab.stack.driver, arms: specs });
  try {
    const arms = [...stack.arms.values()];
    const size = { credentials: 50, warmupRequestsPerReplica: plan.lookup.rttWarmupRequests };
    await prepareArms({
      stack,
      arms,
      generator,
      size,
      random,
      connections: plan.lookup.connections,
    });
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
  } finally {
    await stack.stop();
  }
}
