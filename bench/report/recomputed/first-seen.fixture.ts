import type { FirstSeenTrial } from '../../result/first-seen.ts';
import type { Result } from '../../result/result.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

const reference = 'tokens-pushed';
const figures = '(?<ratio><number>) \\[(?<low><number>), (?<high><number>)\\]';

function trialsOf({ lookup }: Result, isWanted: (trial: FirstSeenTrial) => boolean) {
  return (lookup?.firstSeen?.trials ?? []).filter((trial) => trial.valid && isWanted(trial));
}

/** CPU of the whole path of one answer by block. The mean cost of reading the counters is taken off. */
function costsOf(trials: readonly FirstSeenTrial[]): Map<number, number> {
  const mean = (read: (trial: FirstSeenTrial) => number) => sumOf(trials.map(read)) / trials.length;
  const readingUs = mean((trial) => trial.counterReadCpuUs + trial.counterReadStoreCpuUs);
  return new Map(
    trials.map((trial) => {
      const parts = [trial.replicaCpuUs, trial.storeCpuUs, trial.balancerCpuUs ?? Number.NaN];
      return [trial.block, (sumOf(parts) - readingUs) / trial.accepted];
    }),
  );
}

/** The ratio to the reference by share and block. */
function ratiosOf(result: Result) {
  const ofReference = costsOf(trialsOf(result, ({ arm }) => arm === reference));
  const cached = trialsOf(result, ({ arm }) => arm !== reference);
  const shares = [...new Set(cached.map(({ share }) => share))];
  return shares.flatMap((share) =>
    [...costsOf(cached.filter((trial) => trial.share === share))].map(([block, cost]) => ({
      share,
      block,
      ratio: cost / (ofReference.get(block) ?? Number.NaN),
    })),
  );
}

/** Where the mean of the lines of all blocks reaches 1; each block has the same shares. */
function crossoverOf(result: Result): number {
  const points = ratiosOf(result);
  const mean = (read: (point: (typeof points)[number]) => number) =>
    sumOf(points.map(read)) / points.length;
  const [share, ratio] = [mean((point) => point.share), mean((point) => point.ratio)];
  const slope =
    mean((point) => (point.share - share) * (point.ratio - ratio)) /
    mean((point) => (point.share - share) ** 2);
  return share + (1 - ratio) / slope;
}

const predicates = {
  'costs-less': 'costs less than',
  'costs-more': 'costs more than',
  equivalent: 'costs the same',
  'not-distinguishable': 'is not distinguishable',
} as const;

export const firstSeenKinds: readonly Kind[] = [
  {
    // The shares that came out as the sentence says.
    pattern: pattern(
      '^With (?<first><number>) %(?:, (?<second><number>) %)?(?:, (?<third><number>) %)?(?: and (?<last><number>) %)? first-seen tokens `',
    ),
    figures: (_, { text }, { lookup }) => {
      const alike = (lookup?.firstSeen?.rows ?? []).filter(({ againstReference }) => {
        const verdict = againstReference.wholePathCpuUsPerRequest?.verdict;
        return verdict !== undefined && text.includes(predicates[verdict]);
      });
      const [first = Number.NaN, ...others] = alike.map(({ share }) => 100 * share);
      const last = others.pop() ?? Number.NaN;
      const [second = Number.NaN, third = Number.NaN] = others;
      return { first, second, third, last };
    },
  },
  {
    pattern: pattern(`with (?<share><number>) % first-seen tokens at ${figures}`),
    figures: ({ share }, _, result) => {
      const found = result.lookup?.firstSeen?.rows.find((row) => 100 * row.share === Number(share));
      const interval = found?.againstReference.wholePathCpuUsPerRequest;
      const own = ratiosOf(result).filter((point) => point.share === found?.share);
      return {
        share: 100 * (found?.share ?? Number.NaN),
        ratio: Math.exp(sumOf(own.map(({ ratio }) => Math.log(ratio))) / own.length),
        low: interval?.low ?? Number.NaN,
        high: interval?.high ?? Number.NaN,
      };
    },
  },
  {
    pattern: pattern(
      'From (?<share><number>) % first-seen tokens on .95 % interval from (?<low><number>) % to (?:more than 100|(?<high><number>)) %',
    ),
    figures: (_, __, result) => {
      // The interval is taken from the file: the statistics behind it have tests of their own.
      const { low = Number.NaN, high = Number.NaN } = result.lookup?.firstSeen?.crossover ?? {};
      return { share: 100 * crossoverOf(result), low: 100 * Math.max(0, low), high: 100 * high };
    },
  },
  { pattern: pattern('more than 100 %\\) the cache saves nothing'), figures: () => ({}) },
  { pattern: pattern('“At 0.5” means half'), figures: () => ({}) },
  {
    pattern: pattern('every share that was measured, up to (?<share><number>) %'),
    figures: (_, __, result) => ({
      share: Math.max(...ratiosOf(result).map(({ share }) => 100 * share)),
    }),
  },
  {
    pattern: pattern(
      'the replica verified (?<verified><number>) of the tokens in (?<requests><number>) requests',
    ),
    figures: (_, __, result) => {
      const own = trialsOf(result, ({ arm }) => arm !== reference);
      return {
        verified: sumOf(own.map(({ firstSeen }) => firstSeen)),
        requests: sumOf(own.map(({ requests }) => requests)),
      };
    },
  },
  { pattern: pattern('which is 1 at every share; lines are 95 %'), figures: () => ({}) },
];
