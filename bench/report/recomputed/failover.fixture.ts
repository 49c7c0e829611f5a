import type { Result } from '../../result/result.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

type Trial = NonNullable<Result['failover']>['trials'][number];

const misjudgements = ['false-accept', 'false-reject'] as const;

/** Valid trials of the fault that a headline or heading begins with, or that it speaks of. */
function trialsOf({ failover }: Result, about: string): Trial[] {
  const label = /^(?:After )?`([^`]+)`/.exec(about)?.[1];
  return (failover?.trials ?? []).filter(
    ({ valid, fault, variant }) =>
      valid && (variant === null ? fault : `${fault}: ${variant}`) === label,
  );
}

function sumsOf(trials: readonly Trial[]) {
  const sum = (
    key: 'requests' | 'falseAccepts' | 'falseRejects' | 'failed' | 'retriedByBalancer',
  ) => sumOf(trials.map((trial) => trial[key]));
  return {
    requests: sum('requests'),
    accepted: sum('falseAccepts'),
    rejected: sum('falseRejects'),
    failed: sum('failed'),
    retried: sum('retriedByBalancer'),
  };
}

/** Whether more than half of the trials misjudge a credential earlier than half a second before the fault. */
function misjudgesAnyway(own: readonly Trial[]): boolean {
  const before = own.filter(({ buckets, bucketMs }) =>
    buckets
      .filter(({ atMs }) => atMs + bucketMs <= -500)
      .some(({ outcomes }) => misjudgements.some((kind) => (outcomes[kind] ?? 0) > 0)),
  );
  return before.length > own.length / 2;
}

/** What the words of an evidence line say of the contenders that it stands for. */
function faresAs(words: string, own: readonly Trial[]): boolean {
  const { accepted, rejected, failed } = sumsOf(own);
  if (misjudgesAnyway(own)) return words.startsWith('misjudge');
  if (words.startsWith('let revoked')) return accepted > 0;
  if (words.startsWith('turned valid')) return accepted === 0 && rejected > 0;
  if (words.startsWith('failed')) return accepted + rejected === 0 && failed > 0;
  return words.startsWith('lost nothing') && accepted + rejected + failed === 0;
}

/** The trials of each contender that `who` names: one by its name, or `the 3 that lost nothing`. */
function groupsOf(who: string, trials: readonly Trial[]): Trial[][] {
  const groups = [...Map.groupBy(trials, ({ contender }) => contender).values()];
  const words = /^the \d+ that (.*)$/.exec(who)?.[1];
  return words === undefined
    ? groups.filter(([first]) => who === `\`${first?.contender}\``)
    : groups.filter((own) => faresAs(words, own));
}

/** A contender has healed when each of its trials has. */
function healed(groups: readonly Trial[][]) {
  const harmed = groups.filter((own) => own.some(({ errorWindowMs }) => errorWindowMs !== null));
  const open = harmed.filter((own) => own.some(({ recoveryMs }) => recoveryMs === null));
  return {
    open: open.length,
    all: groups.length,
    healed: Math.max(...harmed.flat().map(({ recoveryMs }) => recoveryMs ?? 0)),
  };
}

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

/** The trial that is drawn: the one with most failed and misjudged requests, then with most retries. */
function worstOf(trials: readonly Trial[]): Trial | undefined {
  const badness = (trial: Trial) => {
    const { accepted, rejected, failed, retried } = sumsOf([trial]);
    return accepted + rejected + failed + retried / 1e6;
  };
  return trials.reduce<Trial | undefined>(
    (worst, trial) => (worst === undefined || badness(trial) > badness(worst) ? trial : worst),
    undefined,
  );
}

const drawnParts =
  'of (?<requests><number>) requests (?:(?<accepted><number>) revoked but accepted)?(?:,? ?(?:and )?(?<rejected><number>) valid but refused)?(?:,? ?(?:and )?(?<failed><number>) failed)?(?:,? ?(?:and )?(?<retried><number>) retried by the balancer)?';

export const failoverKinds: readonly Kind[] = [
  {
    pattern: pattern(
      '^(?<who>the (?<contenders>\\d+) that [a-z ]+|`[\\w-]+`): (?<trials><number>) trials?, (?<requests><number>) requests, (?:(?<accepted><number>) revoked accepted)?(?:,? ?(?:and )?(?<rejected><number>) valid refused)?(?:,? ?(?:and )?(?<failed><number>) failed)?(?:,? ?(?:and )?(?<retried><number>) answered at the)?',
    ),
    figures: ({ who = '' }, { about }, result) => {
      const groups = groupsOf(who, trialsOf(result, about));
      return { contenders: groups.length, trials: groups.flat().length, ...sumsOf(groups.flat()) };
    },
  },
  {
    pattern: pattern('(?<=, )(?<open><number>) of (?<all><number>) not healed within the watch'),
    figures: (_, { about, text }, result) => {
      const who = text.split(':')[0] ?? '';
      return healed(groupsOf(who, trialsOf(result, about)));
    },
  },
  {
    pattern: pattern(', healed after (?<healed><time>)'),
    figures: (_, { about, text }, result) => {
      const who = text.split(':')[0] ?? '';
      return healed(groupsOf(who, trialsOf(result, about)));
    },
  },
  {
    pattern: pattern(
      'within (?<within><time>); (?<harmed><number>|none) of (?<free><number>) requests that need no Redis',
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
      '^`(?<who>[\\w-]+)`: (?<told><number>) of (?<asks><number>) requests that ask Redis got a 503, 99 % of them within (?<within><time>); (?<harmed><number>) of (?<free><number>) that ask none failed',
    ),
    figures: ({ who }, _, result) => routesOf(result, who),
  },
  {
    pattern: pattern(
      'in every fault held: (?<rules><number>) rules|^(?<checks><number>) checks on the trials',
    ),
    figures: (_, __, { failover }) => ({
      rules: failover?.invariants.length ?? Number.NaN,
      checks: sumOf((failover?.invariants ?? []).map(({ checked }) => checked)),
    }),
  },
  {
    pattern: pattern('^(?<right><number>) of (?<cells><number>) cells of the fault matrix'),
    figures: (_, __, { failover }) => {
      const compared = (failover?.cells ?? []).filter(({ agrees }) => agrees !== null);
      return {
        right: compared.filter(({ agrees }) => agrees).length,
        cells: compared.length,
      };
    },
  },
  {
    pattern: pattern(
      `^(?<who>[\\w-]+): (?:The only trial|The worst of (?<trials><number>) trials)(?:; [^:]*)?: ${drawnParts}`,
    ),
    figures: ({ who }, { about }, result) => {
      const own = trialsOf(result, about).filter(({ contender }) => contender === who);
      const worst = worstOf(own);
      return { trials: own.length, ...sumsOf(worst === undefined ? [] : [worst]) };
    },
  },
  {
    pattern: pattern(`^[A-Z][a-z ]+: (?<who>[\\w-]+): Trial (?<trial><number>): ${drawnParts}`),
    figures: ({ who, trial = '' }, _, result) => {
      const fault = result.failover?.tradeOff?.fault;
      const own = trialsOf(result, `\`${fault}\``).filter(
        (each) => each.contender === who && each.trial === Number(trial),
      );
      return { trial: result.failover?.tradeOff?.trial ?? Number.NaN, ...sumsOf(own) };
    },
  },
];
