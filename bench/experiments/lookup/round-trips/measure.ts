import { type Contender, contenderNamed } from '../../../../infra/contenders/contenders.ts';
import type { Arm, ArmSpec, Link } from '../../../../infra/stack/stack.ts';
import type { Generator } from '../../../load/autocannon/generator.ts';
import type { RttPoint } from '../../../result/lookup.ts';
import { median } from '../../../stats/percentile.ts';
import type { Random } from '../../../stats/random.ts';
import { measuredPath } from '../trial.ts';

/** One arm of the round-trip sweep. */
export interface SweptArm {
  readonly spec: ArmSpec;
  /** Of the signature; null where none is checked. */
  readonly algorithm: string | null;
  readonly library: string | null;
}

/** What the varied contender signs with unless it is told otherwise. */
const usual = { algorithm: 'ES256', library: 'jose' } as const;

/** Every algorithm with every library that knows it. */
export const signatures = [
  { algorithm: 'HS256', library: 'jose' },
  { algorithm: 'RS256', library: 'jose' },
  { algorithm: 'ES256', library: 'jose' },
  { algorithm: 'EdDSA', library: 'jose' },
  { algorithm: 'HS256', library: 'jsonwebtoken' },
  { algorithm: 'RS256', library: 'jsonwebtoken' },
  { algorithm: 'ES256', library: 'jsonwebtoken' },
] as const;

/** The contender whose algorithm and library are varied: a signature and nothing else. */
const variedContender = 'tokens-stateless';

/**
 * The contenders, each behind links, and `tokens-stateless` once more for every other algorithm and library. One
 * replica each: with one request in flight at a time, others would only stand by.
 *
 * @param variantCount of those others, the first so many. Default: all.
 */
export function sweptArms(
  contenders: readonly string[],
  variantCount: number = signatures.length,
): SweptArm[] {
  const plain = contenders.map((contender) => ({
    spec: behindLinks({ arm: contender, contender }),
    ...signatureOf(contenderNamed(contender)),
  }));
  return contenders.includes(variedContender)
    ? [...plain, ...variants().slice(0, variantCount)]
    : plain;
}

function signatureOf({ app, algorithm, library }: Contender) {
  return app === 'tokens' ? { algorithm, library } : { algorithm: null, library: null };
}

function variants(): SweptArm[] {
  return signatures
    .filter(({ algorithm, library }) => algorithm !== usual.algorithm || library !== usual.library)
    .map(({ algorithm, library }) => ({
      spec: behindLinks(variantSpec(algorithm, library)),
      algorithm,
      library,
    }));
}

/**
 * A token contender, by default the varied one, with this signature. Its name, such as `tokens-stateless-hs256-jose`, is
 * short enough for an arm.
 */
export function variantSpec(
  algorithm: string,
  library: string,
  contender: string = variedContender,
): ArmSpec {
  const short = library.replace('jsonwebtoken-raw-key', 'raw-key').replace('jose-', '');
  return {
    arm: `${contender}-${algorithm}-${short}`.toLowerCase(),
    contender,
    environment: { TOKEN_ALGORITHM: algorithm, TOKEN_LIBRARY: library },
  };
}

function behindLinks(spec: ArmSpec): ArmSpec {
  return { ...spec, replicas: 1, storeLinks: true };
}

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
