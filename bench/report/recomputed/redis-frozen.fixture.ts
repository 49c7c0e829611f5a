import type { Result } from '../../result/result.ts';
import { trialsOf } from './failover.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

/** Requests since Redis froze, by whether the contender asks Redis to answer them. */
function routesOf(result: Result, contender?: string) {
  const trials = trialsOf(result, '`redis-frozen`').filter(
    (trial) => contender === undefined || trial.contender === contender,
  );
  const routes = trials.flatMap((trial) => trial.routes);
  const failedOn = (own: typeof routes) =>
    sumOf(
      own.flatMap(({ outcomes }) =>
        (['5xx', 'reset', 'refused', 'timeout'] as const).map((kind) => outcomes[kind] ?? 0),
      ),
    );
  const asking = routes.filter(({ asksRedis }) => asksRedis);
  const free = routes.filter(({ asksRedis }) => !asksRedis);
  const waited = trials.flatMap(({ failedAfterMs }) => failedAfterMs).sort((a, b) => a - b);
  return {
    told: sumOf(asking.map(({ answered503 }) => answered503)),
    asks: sumOf(asking.map(({ requests }) => requests)),
    failed: failedOn(asking),
    within: waited[Math.ceil(0.99 * waited.length - 1e-9) - 1] ?? 0,
    harmed: failedOn(free),
    free: sumOf(free.map(({ requests }) => requests)),
  };
}

export const redisFrozenKinds: readonly Kind[] = [
  {
    pattern: pattern(
      "contender's within (?<within><time>)|frozen, (?<harmed><number>|none) of (?<free><number>) requests that need no Redis",
    ),
    figures: (_, __, result) => {
      const contenders = new Set(trialsOf(result, '`redis-frozen`').map((each) => each.contender));
      const cells = [...contenders].map((contender) => routesOf(result, contender));
      return { ...routesOf(result), within: Math.max(...cells.map(({ within }) => within)) };
    },
  },
  {
    pattern: pattern(
      'frozen, (?:every|(?<told><number>) of (?<failed><number>)) affected requests?',
    ),
    figures: (groups, _, result) => {
      const { told, failed } = routesOf(result);
      return groups.told === undefined && told !== failed ? { told: Number.NaN } : { told, failed };
    },
  },
  {
    pattern: pattern(
      '^`(?<who>[\\w-]+)`: (?:(?<told><number>) of (?<asks><number>) requests? that ask Redis got a 503, 99 % of them within (?<within><time>)|(?<harmed><number>) of (?<free><number>) requests? that ask no Redis failed)',
    ),
    figures: ({ who }, _, result) => routesOf(result, who),
  },
];
