import { group } from 'd3-array';
import type { FirstSeen, FirstSeenRow } from '../../result/first-seen.ts';
import type { SurfaceRatio } from '../../result/surface.ts';
import type { Verdict } from '../document.ts';
import { costName } from '../evidence/configuration.ts';
import { count, enumerate, name, percent, ratioWithInterval } from '../format.ts';

export const firstSeenTitle =
  'What a cache of verified tokens costs, by the share that it has not seen';

interface Compared {
  readonly row: FirstSeenRow;
  readonly found: SurfaceRatio;
}

/** The shares with their ratio to the reference by the whole path, from few first-seen tokens to many. */
export function comparedShares({ rows }: Pick<FirstSeen, 'rows'>): Compared[] {
  return rows.flatMap((row) => {
    const found = row.againstReference.wholePathCpuUsPerRequest;
    return found === null ? [] : [{ row, found }];
  });
}

/** `10 %`. */
export function shareText({ share }: Pick<FirstSeenRow, 'share'>): string {
  return percent(100 * share);
}

/** What the curve says, and from which share on the cache saves nothing. Empty without a ratio to the reference. */
export function firstSeenVerdicts(measured: FirstSeen): Verdict[] {
  const compared = comparedShares(measured);
  if (compared.length === 0) return [];
  return [...curveVerdicts(measured, compared), crossoverVerdict(measured, compared)];
}

function verdict(headline: string, evidence: readonly string[]): Verdict {
  return { experiment: 'lookup', tone: 'neutral', headline, evidence };
}

/** One verdict for the shares that came out alike. */
function curveVerdicts(
  { contender, reference }: FirstSeen,
  compared: readonly Compared[],
): Verdict[] {
  return [...group(compared, ({ found }) => found.verdict)].map(([outcome, alike]) =>
    verdict(
      `With ${enumerate(alike.map(({ row }) => shareText(row)))} first-seen tokens ${costName(contender)} ${predicates[outcome]} ${costName(reference)}`,
      alike.map(
        ({ row, found }) =>
          `with ${shareText(row)} first-seen tokens at ${ratioWithInterval(found)}`,
      ),
    ),
  );
}

const predicates: Readonly<Record<SurfaceRatio['verdict'], string>> = {
  'costs-less': 'costs less than',
  'costs-more': 'costs more than',
  equivalent: 'costs the same, within 5\u00a0%, as',
  'not-distinguishable': 'is not distinguishable from',
};

function crossoverVerdict({ crossover }: FirstSeen, compared: readonly Compared[]): Verdict {
  const last = compared.at(-1);
  if (crossover === null) {
    return verdict(
      last?.found.verdict === 'costs-less'
        ? `The cache saves CPU at every share that was measured, up to ${shareText(last.row)}`
        : 'The lines through the shares of each block do not tell from which share on the cache saves nothing',
      [],
    );
  }
  const { low, high, share } = crossover;
  const upTo = high > 1 ? `more than ${percent(100)}` : percent(100 * high);
  return verdict(
    `From ${percent(100 * share)} first-seen tokens on (95\u00a0% interval from ${percent(100 * Math.max(0, low))} to ${upTo}) the cache saves nothing`,
    ['there the lines through the shares of each block reach the cost of the reference'],
  );
}

/** What the ratios are of, how far they reach, and that the replica itself counted the first-seen tokens. */
export function firstSeenScope({ contender, reference, trials }: FirstSeen): string {
  const own = trials.filter((trial) => trial.valid && trial.arm === contender);
  const total = (read: (trial: (typeof own)[number]) => number) =>
    count(own.reduce((sum, trial) => sum + read(trial), 0));
  const requests = total((trial) => trial.requests);
  const verified = total((trial) => trial.verified ?? 0);
  return `“At 0.5” means half the CPU of the whole path (replica, Redis and balancer) of ${name(reference)}, which verifies every token. A first-seen token is presented once, and the replica has not seen it before. By its own counter the replica verified ${verified} of the tokens in ${requests} requests, and these were the first-seen ones. All figures come from one boot with one replica of each arm, so another run may differ by more than the intervals say. The verdicts are corrected for the number of shares (Holm).`;
}
