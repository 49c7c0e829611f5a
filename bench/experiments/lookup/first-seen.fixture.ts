import type { FirstSeen } from '../../result/first-seen.ts';
import { trialOf } from '../../result/trial.fixture.ts';
import { createRandom } from '../../stats/random.ts';
import { firstSeenShares, withVerified } from './first-seen.ts';
import { cachedArm, curveOf, referenceArm } from './first-seen-curve.ts';

/** Microseconds of replica CPU. */
export interface PlantedCache {
  readonly referenceUs: number;
  readonly hitUs: number;
  readonly missUs: number;
  /** Standard deviation of the noise of a trial, as a share. Default 0.002. */
  readonly spread?: number;
  /** Of that noise. Default 1. */
  readonly seed?: number;
}

/**
 * Ten blocks of 100 requests. Redis takes 20 us and the balancer 30 us of each request. The machine moves from block to
 * block, and a noise of its own moves each trial.
 */
export function plantedFirstSeen(planted: PlantedCache): FirstSeen {
  const { referenceUs, hitUs, missUs, spread = 0.002, seed = 1 } = planted;
  const random = createRandom(seed);
  const trials = Array.from({ length: 10 }, (_, block) => {
    const machine = 1 + 0.3 * Math.sin(block);
    const trialAt = (arm: string, replicaUs: number) => {
      const total = (us: number) => 100 * us * machine * Math.exp(spread * random.normal());
      return trialOf({
        arm,
        block,
        replicaCpuUs: total(replicaUs) + 500,
        counterReadCpuUs: 500,
        storeCpuUs: total(20),
        balancerCpuUs: total(30),
      });
    };
    const reference = trialAt(referenceArm, referenceUs);
    return [
      { ...reference, share: 0, firstSeen: 0, verified: null },
      ...firstSeenShares.map((share) => {
        const us = hitUs + share * (missUs - hitUs);
        return withVerified(trialAt(cachedArm, us), share, 100 * share);
      }),
    ];
  }).flat();
  return { contender: cachedArm, reference: referenceArm, trials, ...curveOf(trials) };
}
