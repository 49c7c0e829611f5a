import type { Result } from '../../result/result.ts';
import { namesIn, sharedBy, whoShares } from './contenders.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

type Trial = NonNullable<Result['failover']>['trials'][number];

const misjudgements = ['false-accept', 'false-reject'] as const;

/** Valid trials of the fault that a headline or heading begins with, or that it speaks of. */
export function trialsOf({ failover }: Result, about: string): Trial[] {
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

/** What a headline says of the contenders that it stands for. */
function faresAs(headline: string, own: readonly Trial[]): boolean {
  const { accepted, rejected, failed } = sumsOf(own);
  if (misjudgesAnyway(own)) return headline.endsWith('misjudged credentials as without the fault');
  if (headline.endsWith('let revoked credentials in')) return accepted > 0;
  if (headline.endsWith('turned valid users away')) return accepted === 0 && rejected > 0;
  if (headline.endsWith('misjudged none')) return accepted + rejected === 0 && failed > 0;
  return headline.endsWith('lost nothing') && accepted + rejected + failed === 0;
}

function byContender(trials: readonly Trial[]): Trial[][] {
  return [...Map.groupBy(trials, ({ contender }) => contender).values()];
}

/** The trials of each contender that an evidence line begins with. */
function groupsOf(text: string, trials: readonly Trial[]): Trial[][] {
  const names = namesIn(text.split(':')[0] ?? '');
  return byContender(trials).filter(([first]) => names.includes(first?.contender ?? ''));
}

/** A contender has recovered when each of its trials has. */
function recoveryOf(groups: readonly Trial[][]) {
  const harmed = groups.filter((own) => own.some(({ errorWindowMs }) => errorWindowMs !== null));
  const open = harmed.filter((own) => own.some(({ recoveryMs }) => recoveryMs === null));
  return {
    open: open.length,
    all: groups.length,
    recovered: Math.max(...harmed.flat().map(({ recoveryMs }) => recoveryMs ?? 0)),
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
  'of (?<requests><number>) requests (?:(?<accepted><number>) revoked let in)?(?:,? ?(?:and )?(?<rejected><number>) valid turned away)?(?:,? ?(?:and )?(?<failed><number>) failed)?(?:,? ?(?:and )?(?<retried><number>) retried by the balancer)?';

export const failoverKinds: readonly Kind[] = [
  {
    pattern: pattern(`^\`[^\`]+\`: ${whoShares} (?:let|turned|failed|misjudged|lost) `),
    figures: (groups, { text }, result) => {
      const all = byContender(trialsOf(result, text));
      const own = all.filter((each) => faresAs(text, each));
      return sharedBy(
        groups,
        own.flatMap(([first]) => first?.contender ?? []),
        all.length,
      );
    },
  },
  {
    pattern: pattern(
      '^(?<who>`[^:]*`): (?<trials><number>) trials?, (?<requests><number>) requests, (?:(?<accepted><number>) revoked let in)?(?:,? ?(?:and )?(?<rejected><number>) valid turned away)?(?:,? ?(?:and )?(?<failed><number>) failed)?(?:,? ?(?:and )?(?<retried><number>) answered at the)?',
    ),
    figures: ({ who = '' }, { about }, result) => {
      const trials = trialsOf(result, about);
      const own = groupsOf(who, trials).flat();
      const fellows = byContender(trials).filter((each) => faresAs(about, each));
      // The evidence is of those that fared as the headline says, and of no other.
      const isRight = own.length === fellows.flat().length;
      return { trials: isRight ? own.length : Number.NaN, ...sumsOf(own) };
    },
  },
  {
    pattern: pattern('(?<=, )(?<open><number>) of (?<all><number>) not recovered within the watch'),
    figures: (_, { about, text }, result) => {
      return recoveryOf(groupsOf(text, trialsOf(result, about)));
    },
  },
  {
    pattern: pattern(', recovered after (?<recovered><time>)'),
    figures: (_, { about, text }, result) => {
      return recoveryOf(groupsOf(text, trialsOf(result, about)));
    },
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
