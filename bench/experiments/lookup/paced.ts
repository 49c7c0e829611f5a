import type { Arm } from '../../../infra/stack/stack.ts';
import type { Credential } from '../../load/credential.ts';
import { latenciesUsOf, summarisePaced } from '../../load/pace/record.ts';
import { openPacer, type Pacer } from '../../load/pace.ts';
import type { PacedTrial } from '../../result/lookup.ts';
import type { ExperimentContext } from '../context.ts';
import { measuredPath } from './trial.ts';

/** Latency at an equal offered rate, from the intended start: what a user feels while nothing is saturated. */
export async function measurePaced(
  context: ExperimentContext,
  arms: readonly Arm[],
  credentials: ReadonlyMap<string, readonly Credential[]>,
): Promise<PacedTrial[]> {
  const { plan, screen, random, signal } = context;
  const pacer = await openPacer();
  const trials: PacedTrial[] = [];
  try {
    for (const [arm, issued] of credentials) {
      await pacer.provide(
        arm,
        issued.map(({ headers }) => headers),
      );
    }
    screen.phase('lookup: latency at an equal rate');
    for (let block = 0; block < plan.lookup.pacedBlocks; block++) {
      screen.step(block, plan.lookup.pacedBlocks);
      for (const arm of random.shuffle(arms)) {
        signal.throwIfAborted();
        trials.push(await pacedTrial(pacer, arm, block, plan.lookup));
      }
    }
    return trials;
  } finally {
    await pacer.close();
  }
}

async function pacedTrial(
  pacer: Pacer,
  arm: Arm,
  block: number,
  plan: ExperimentContext['plan']['lookup'],
): Promise<PacedTrial> {
  const run = pacer.start({
    url: arm.url,
    plan: [{ method: 'GET', path: measuredPath, population: 'valid', credentials: arm.spec.arm }],
    ratePerSecond: plan.pacedPerSecond,
    durationMs: 1000 * plan.pacedSeconds,
  });
  const outcome = await run.done;
  const summary = summarisePaced(outcome);
  const invalidBecause: string[] = [];
  const missing = summary.requests - summary.accepted;
  if (missing > 0)
    invalidBecause.push(`${missing} of ${summary.requests} requests were not answered 2xx`);
  if (outcome.notSent > 0)
    invalidBecause.push(`${outcome.notSent} requests could not be sent in time`);
  return {
    contender: arm.spec.contender,
    arm: arm.spec.arm,
    block,
    offeredPerSecond: plan.pacedPerSecond,
    requests: summary.requests,
    accepted: summary.accepted,
    sendLagP99Ms: summary.sendLagP99Ms,
    latencyUs: summary.latencyUs,
    latenciesUs: latenciesUsOf(outcome).map(Math.round),
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}
