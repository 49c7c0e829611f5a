import { group } from 'd3-array';
import type { FirstSeen, FirstSeenRow } from '../../result/first-seen.ts';
import type { SurfaceRatio } from '../../result/surface.ts';
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
export function firstSeenSentences(measured: FirstSeen): string[] {
  const compared = comparedShares(measured);
  if (compared.length === 0) return [];
  return [curveSentence(measured, compared), crossoverSentence(measured, compared)];
}

function curveSentence({ contender, reference }: FirstSeen, compared: readonly Compared[]): string {
  const clauses = [...group(compared, ({ found }) => found.verdict)].map(([verdict, own]) => {
    const places = own.map(
      ({ row, found }) => `with ${shareText(row)} first-seen tokens at ${ratioWithInterval(found)}`,
    );
    return `${enumerate(places)} it ${predicates[verdict]}`;
  });
  return `${costName(contender)} against ${costName(reference)}: ${clauses.join('; ')}.`;
}

const predicates: Readonly<Record<SurfaceRatio['verdict'], string>> = {
  'costs-less': 'costs less',
  'costs-more': 'costs more',
  equivalent: 'costs the same, within 5\u00a0%',
  'not-distinguishable': 'is not distinguishable',
};

function crossoverSentence({ crossover }: FirstSeen, compared: readonly Compared[]): string {
  const last = compared.at(-1);
  if (crossover === null) {
    return last?.found.verdict === 'costs-less'
      ? `The cache saves CPU at every share that was measured, up to ${shareText(last.row)}.`
      : 'The lines through the shares of each block do not tell from which share on the cache saves nothing.';
  }
  const { low, high, share } = crossover;
  const upTo = high > 1 ? `more than ${percent(100)}` : percent(100 * high);
  return `From ${percent(100 * share)} first-seen tokens on (95\u00a0% interval from ${percent(100 * Math.max(0, low))} to ${upTo}) the cache saves nothing: there the lines through the shares of each block reach the cost of the reference.`;
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
