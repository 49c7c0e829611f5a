import type { Result } from '../../result/result.ts';
import { costsOf, headlineIn } from './lookup.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

/** Contenders that are a choice. */
function choices({ contenders }: Result): string[] {
  return contenders.filter(({ app }) => app !== 'floor').map(({ contender }) => contender);
}

/** Of one contender: accepts after a logout, and credentials that came back in any trial or race. */
function revocationOf({ revocation }: Result, contender: string) {
  const own = (revocation?.trials ?? []).filter(
    (trial) => trial.valid && trial.contender === contender,
  );
  const logouts = own.filter(({ action }) => action === 'logout');
  const races = (revocation?.races ?? []).filter((race) => race.contender === contender);
  return {
    logouts: logouts.length,
    stale: sumOf(
      logouts.flatMap(({ replicas }) => replicas.map(({ staleAccepts }) => staleAccepts)),
    ),
    back: sumOf([
      ...own.map(({ resurrections }) => resurrections),
      ...races.map(({ cameBack }) => cameBack),
    ]),
  };
}

/** Of one contender: what it misjudged when Redis came back empty. */
function emptyRedis({ failover }: Result, contender: string) {
  const own = (failover?.trials ?? []).filter(
    (trial) =>
      trial.valid && trial.contender === contender && trial.fault === 'redis-restarted-empty',
  );
  return {
    trials: own.length,
    accepted: sumOf(own.map(({ falseAccepts }) => falseAccepts)),
    refused: sumOf(own.map(({ falseRejects }) => falseRejects)),
  };
}

/** The mean ratio of what an answer cost the contender and the floor in the same block. */
function timesFloor(result: Result, contender: string): number {
  const metric = headlineIn(result);
  const floor = costsOf(result, 'floor', metric);
  const logs = [...costsOf(result, contender, metric)].flatMap(([block, us]) => {
    const other = floor.get(block);
    return other === undefined ? [] : [Math.log(us / other)];
  });
  return Math.exp(sumOf(logs) / logs.length);
}

/** Intervals of the contenders that were compared with the floor. */
function intervals(result: Result): { contender: string; low: number; high: number }[] {
  const metric = headlineIn(result);
  return (result.lookup?.comparisons ?? []).flatMap(({ a, b, low, high, ...found }) => {
    if (found.metric !== metric || low === null || high === null) return [];
    if (b === 'floor' && choices(result).includes(a)) return [{ contender: a, low, high }];
    return a === 'floor' && choices(result).includes(b)
      ? [{ contender: b, low: 1 / high, high: 1 / low }]
      : [];
  });
}

/** The one at an end of the costs, and how many overlap it. Only among these contenders. */
function atEnd(result: Result, end: 'cheapest' | 'dearest', among: readonly string[]) {
  const own = intervals(result).filter(({ contender }) => among.includes(contender));
  const sorted = own.toSorted((one, other) =>
    end === 'cheapest' ? one.high - other.high : other.low - one.low,
  );
  const [first] = sorted;
  if (first === undefined) return { value: Number.NaN, alike: 0 };
  return {
    value: timesFloor(result, first.contender),
    alike: own.filter(({ low, high }) => low <= first.high && first.low <= high).length,
  };
}

const priced = (name: string) =>
  `(?:\`[\\w-]+\`(?: \\([^)]*\\))?|(?<${name}Alike><number>) alike, about)`;

export const answerKinds: readonly Kind[] = [
  {
    pattern: pattern(
      `^Must a logout hold at once\\? (?<held><number>) of (?<all><number>) accepted nothing after it(?:, races included)?(?:; cheapest of them: ${priced('least')},? (?<least><number>) × )?`,
    ),
    figures: (_, __, result) => {
      const tried = choices(result).filter((each) => revocationOf(result, each).logouts > 0);
      const held = tried.filter((each) => {
        const { stale, back } = revocationOf(result, each);
        return stale === 0 && back === 0;
      });
      const { value, alike } = atEnd(result, 'cheapest', held);
      return { held: held.length, all: tried.length, least: value, leastAlike: alike };
    },
  },
  {
    pattern: pattern(
      '^May a lost Redis let revoked credentials in\\? (?<accepted><number>) of (?<all><number>) let them in, (?<refused><number>) sign users out; (?:(?<neither><number>) do|[^\\d]* do(?:es)?|none does) neither',
    ),
    figures: (_, __, result) => {
      const tried = choices(result)
        .map((each) => emptyRedis(result, each))
        .filter(({ trials }) => trials > 0);
      return {
        all: tried.length,
        accepted: tried.filter(({ accepted }) => accepted > 0).length,
        refused: tried.filter(({ refused }) => refused > 0).length,
        neither: tried.filter(({ accepted, refused }) => accepted + refused === 0).length,
      };
    },
  },
  {
    pattern: pattern(
      `^Is CPU what you pay for\\? Cheapest: ${priced('least')},? (?<least><number>) × \`floor\`; dearest: ${priced('most')},? (?<most><number>) × `,
    ),
    figures: (_, __, result) => {
      const [least, most] = (['cheapest', 'dearest'] as const).map((end) =>
        atEnd(result, end, choices(result)),
      );
      return {
        least: least?.value ?? Number.NaN,
        leastAlike: least?.alike ?? Number.NaN,
        most: most?.value ?? Number.NaN,
        mostAlike: most?.alike ?? Number.NaN,
      };
    },
  },
];
