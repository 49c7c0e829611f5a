import type { Result } from '../../result/result.ts';
import { costsOf, headlineIn } from './lookup.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

export const varianceKinds: readonly Kind[] = [
  {
    pattern: pattern(
      'varied by (?<own><number>) % of its own.*by (?<shared><number>) % that all arms.*and by (?<starts><number>) % from start to start',
    ),
    figures: (_, __, result) => variancesOf(result),
  },
];

/**
 * The parts of the variance by differences: two arms differ by their own parts alone, so half the variance of a
 * difference is the part of one arm. The mean over all pairs of arms.
 */
function variancesOf(result: Result): Record<'own' | 'shared' | 'starts', number> {
  const trials = result.lookup?.trials ?? [];
  const bootOf = new Map(trials.map(({ block, boot }) => [block, boot]));
  const names = [...new Set(trials.map(({ arm }) => arm))];
  const costs = names.map((arm) => costsOf(result, arm, headlineIn(result)));
  const complete = [...bootOf.keys()].filter((block) => costs.every((own) => own.has(block)));
  const boots = [...Map.groupBy(complete, (block) => bootOf.get(block)).values()];
  const logs = costs.map((own) => boots.map((boot) => boot.map((b) => Math.log(own.get(b) ?? 0))));
  const pairs = logs.flatMap((one, index) =>
    logs
      .slice(index + 1)
      .map((other) =>
        one.map((boot, number) => boot.map((value, at) => value - (other[number]?.[at] ?? 0))),
      ),
  );
  const mean = (values: readonly number[]) => sumOf(values) / values.length;
  const squares = (values: readonly number[]) =>
    sumOf(values.map((value) => (value - mean(values)) ** 2));
  const free = complete.length - boots.length;
  const own = mean(pairs.map((pair) => sumOf(pair.map(squares)) / free / 2));
  const perBoot = complete.length / boots.length;
  const starts = mean(
    pairs.map((pair) => {
      const all = mean(pair.flat());
      const between = sumOf(pair.map((boot) => boot.length * (mean(boot) - all) ** 2));
      return between / (boots.length - 1) / 2;
    }),
  );
  const shared = boots.map((boot, number) =>
    boot.map((_, at) => mean(logs.map((arm) => arm[number]?.[at] ?? 0))),
  );
  const percentOf = (variance: number) => 100 * Math.sqrt(Math.max(0, variance));
  return {
    own: percentOf(own),
    shared: percentOf(sumOf(shared.map(squares)) / free - own / logs.length),
    starts: percentOf((starts - own) / perBoot),
  };
}
