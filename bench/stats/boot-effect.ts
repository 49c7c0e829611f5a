import { meanOf } from './interval.ts';

/** One figure of each block, of one arm. */
export interface BlockValue {
  readonly boot: number;
  readonly block: number;
  readonly value: number;
}

/** How much more the boots of a run differ than their blocks explain. */
export interface BootEffect {
  /** Variance of boot means over what blocks alone would give them; at least 1. Intervals are widened by its root. */
  readonly factor: number;
  /** Of that estimate: (arms - 1) (boots - 1). */
  readonly degrees: number;
}

/**
 * Fresh processes of the same code differ: what V8 compiled first, where memory lies. Blocks of one boot share that,
 * so an interval over blocks alone is too narrow (Kalibera and Jones 2013: repeat at the level that varies). With few
 * boots one pair cannot tell by how much, but all arms of the run together can: of each arm, less the mean of all arms
 * in its block, F = mean square between boots / mean square within boots, and the mean of those F over the arms. It is
 * 1 when boots do not matter. Sound as far as boots disturb all arms alike on the given scale, so give logarithms of
 * costs. Null below two boots or two arms, which tell nothing, and for values without any noise within boots.
 */
export function bootEffect(arms: readonly (readonly BlockValue[])[]): BootEffect | null {
  const centred = lessBlockMeans(arms);
  const boots = new Set(centred.flat().map(({ boot }) => boot)).size;
  if (boots < 2 || arms.length < 2) return null;
  const ratios = centred.map(betweenOverWithin).filter((ratio) => Number.isFinite(ratio));
  if (ratios.length === 0) return null;
  return { factor: Math.max(1, meanOf(ratios)), degrees: (arms.length - 1) * (boots - 1) };
}

/** Only blocks that hold every arm: a mean over some of them would move with who is missing. */
function lessBlockMeans(arms: readonly (readonly BlockValue[])[]): BlockValue[][] {
  const blocks = Map.groupBy(arms.flat(), ({ block }) => block);
  const means = new Map(
    [...blocks]
      .filter(([, values]) => values.length === arms.length)
      .map(([block, values]) => [block, meanOf(values.map(({ value }) => value))]),
  );
  return arms.map((values) =>
    values.flatMap(({ boot, block, value }) => {
      const mean = means.get(block);
      return mean === undefined ? [] : [{ boot, block, value: value - mean }];
    }),
  );
}

/** F of a one-way analysis of variance; NaN or infinite where blocks of a boot do not differ at all. */
function betweenOverWithin(values: readonly BlockValue[]): number {
  const all = meanOf(values.map(({ value }) => value));
  const boots = [...Map.groupBy(values, ({ boot }) => boot).values()].map((own) =>
    own.map(({ value }) => value),
  );
  let between = 0;
  let within = 0;
  for (const own of boots) {
    const mean = meanOf(own);
    between += own.length * (mean - all) ** 2;
    within += own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  }
  return between / (boots.length - 1) / (within / (values.length - boots.length));
}
