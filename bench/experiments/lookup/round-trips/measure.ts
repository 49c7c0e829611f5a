import type { Arm, Link } from '../../../../infra/stack/stack.ts';
import type { Generator } from '../../../load/autocannon/generator.ts';
import type { RttPoint } from '../../../result/round-trips.ts';
import { median } from '../../../stats/percentile.ts';
import type { Random } from '../../../stats/random.ts';
import { measuredPath } from '../trial.ts';

export interface PointLoad {
  readonly generator: Pick<Generator, 'run'>;
  readonly requests: number;
  /** Of each point: half of them before the requests, half after. */
  readonly pings: number;
}

/** 0 and three doublings up to the longest: the timers of the proxy count whole milliseconds. */
export function delaysUpTo(longestEachWayMs: number): number[] {
  return [0, longestEachWayMs / 4, longestEachWayMs / 2, longestEachWayMs];
}

/** One point of every arm at every delay, both in random order: no drift can look like a slope. */
export async function measureBlock(
  arms: readonly Arm[],
  delaysMs: readonly number[],
  block: number,
  load: PointLoad,
  random: Random,
): Promise<RttPoint[]> {
  const points: RttPoint[] = [];
  for (const nominalEachWayMs of random.shuffle(delaysMs)) {
    await Promise.all(arms.map((arm) => linkOf(arm).delay(nominalEachWayMs)));
    for (const arm of random.shuffle(arms)) {
      points.push({
        contender: arm.spec.contender,
        arm: arm.spec.arm,
        nominalEachWayMs,
        ...(await measurePoint(arm, load)),
        block,
      });
    }
  }
  return points;
}

/** Medians of both: one hiccup of the machine in a few requests would tilt the line of the whole block. */
async function measurePoint(
  arm: Arm,
  { generator, requests, pings }: PointLoad,
): Promise<Pick<RttPoint, 'roundTripMs' | 'requestMs' | 'refused'>> {
  const link = linkOf(arm);
  const half = Math.ceil(pings / 2);
  const before = await link.measureRoundTripMs(half);
  const outcome = await generator.run({
    url: arm.url,
    path: measuredPath,
    credentials: arm.spec.arm,
    connections: 1,
    requests,
  });
  const after = await link.measureRoundTripMs(half);
  if (outcome.accepted < requests / 2) {
    const missing = requests - outcome.accepted;
    throw new Error(
      `${arm.spec.arm}: ${missing} of ${requests} requests of the sweep were refused`,
    );
  }
  return {
    roundTripMs: median([...before, ...after]) ?? 0,
    requestMs: outcome.latencyUs.p50 / 1_000,
    refused: requests - outcome.accepted,
  };
}

/** The replica of a swept arm has a link: `sweptArms` asks for it. */
function linkOf(arm: Arm): Link {
  const [replica] = arm.replicas;
  if (!replica?.storeLink) throw new TypeError(`${arm.spec.arm} was started without links`);
  return replica.storeLink;
}
