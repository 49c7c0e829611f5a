import type { Result } from '../../result/result.ts';
import { namesIn, sharedBy, whoShares } from './contenders.fixture.ts';
import { type Kind, medianOf, pattern, sumOf } from './sentence.fixture.ts';

type Revocation = NonNullable<Result['revocation']>;
type Trial = Revocation['trials'][number];

/** The valid trials of the action that a headline speaks of (`After `logout`: …`), and of these contenders. */
function trialsOf(
  { revocation }: Result,
  headline: string,
  contenders?: readonly string[],
): Trial[] {
  const [action = ''] = namesIn(headline);
  return (revocation?.trials ?? []).filter(
    (trial) =>
      trial.valid &&
      trial.action === action &&
      (contenders === undefined || contenders.includes(trial.contender)),
  );
}

function byContender(trials: readonly Trial[]): Trial[][] {
  return [...Map.groupBy(trials, ({ contender }) => contender).values()];
}

const staleIn = (trial: Trial) => sumOf(trial.replicas.map(({ staleAccepts }) => staleAccepts));
const probesIn = (trials: readonly Trial[]) =>
  sumOf(trials.flatMap(({ replicas }) => replicas.map(({ probes }) => probes)));
const gapOf = (trials: readonly Trial[]) =>
  medianOf(trials.map(({ resolutionMs }) => resolutionMs));

/** The contenders of an action of which no trial saw a stale accept. */
function quietOnes(trials: readonly Trial[]): Trial[][] {
  return byContender(trials).filter((own) => own.every((trial) => staleIn(trial) === 0));
}

/** The share of bad trials that none in so many leaves room for, with 95 % confidence. Percent. */
export function roomFor(trials: number): number {
  return 100 * (1 - 0.05 ** (1 / trials));
}

/** The age of a key set, which the run divides. */
function keySetAge({ revocation }: Result) {
  const preset = revocation?.presets.find(
    ({ readFromAction }) => readFromAction === 'key-withdrawn',
  );
  const { scaledBoundMs = Number.NaN, documentedBoundMs = Number.NaN } = preset ?? {};
  return {
    here: scaledBoundMs,
    usual: documentedBoundMs,
    scale: documentedBoundMs / scaledBoundMs,
  };
}

function promised({ revocation }: Result, headline: string, contender: string): number {
  const [action] = namesIn(headline);
  const row = revocation?.summary.find(
    (each) => each.contender === contender && each.action === action,
  );
  return row?.boundMs ?? Number.NaN;
}

/** A longer promise is the life of a credential, which the watch does not wait for. */
const longestTravelMs = 10_000;

/** Whether the trials of a contender came out as the words of a headline say. */
function faredAs(words: string, own: readonly Trial[], promiseMs: number): boolean {
  if (own.some(({ resurrections }) => resurrections > 0)) return words.includes('after refusing');
  if (own.some(({ fleetHighMs }) => fleetHighMs === null)) {
    return words.includes(promiseMs > longestTravelMs ? 'only expiry' : 'against the promise');
  }
  if (own.every((trial) => staleIn(trial) === 0)) return words.includes('not seen to accept');
  const last = Math.max(...own.map(({ fleetLowMs }) => fleetLowMs));
  return / for .* at most/.test(words) && words.endsWith('as announced') === last <= promiseMs;
}

/** The contenders of the action that fared as the headline says, each with its trials. */
function fellowsOf(result: Result, headline: string): Trial[][] {
  return byContender(trialsOf(result, headline)).filter((own) =>
    faredAs(headline, own, promised(result, headline, own[0]?.contender ?? '')),
  );
}

export const revocationKinds: readonly Kind[] = [
  {
    pattern: pattern('(?<here><time>) \\((?<usual><time>) divided by (?<scale><number>)\\)'),
    figures: (_, __, result) => keySetAge(result),
  },
  {
    pattern: pattern(
      'time divided by (?<scale><number>)(?:: (?<usual><time>) are (?<here><time>) here)?',
    ),
    figures: (_, __, result) => keySetAge(result),
  },
  {
    pattern: pattern(`^After \`(?<action>[\\w-]+)\`: ${whoShares} (?:still|accepted|was|were) `),
    figures: (groups, { text }, result) => {
      const fellows = fellowsOf(result, text).flatMap(([first]) => first?.contender ?? []);
      return sharedBy(groups, fellows, byContender(trialsOf(result, text)).length);
    },
  },
  {
    pattern: pattern(
      'was (?<best><time>) in the best trial, at most (?<half><time>) in half of the trials, and (?<worst><time>) in the worst one',
    ),
    figures: (_, __, { revocation }) => {
      const gaps = (revocation?.trials ?? [])
        .filter(({ valid }) => valid)
        .map(({ resolutionMs }) => resolutionMs);
      return { best: Math.min(...gaps), half: medianOf(gaps), worst: Math.max(...gaps) };
    },
  },
  {
    pattern: pattern('the watch ended first, after (?<from><time>) to (?<to><time>)'),
    figures: (_, __, { revocation }) => {
      const watches = (revocation?.trials ?? [])
        .filter(({ valid, censored }) => valid && censored)
        .map(({ watchedMs }) => watchedMs);
      return { from: Math.min(...watches), to: Math.max(...watches) };
    },
  },
  {
    pattern: pattern(
      'accepted the (?:credential|old role) for (?<low><time>) to (?<high><time>) at most',
    ),
    figures: (_, { text }, result) => {
      const stale = fellowsOf(result, text)
        .flat()
        .filter((trial) => staleIn(trial) > 0);
      return {
        low: Math.max(...stale.map(({ fleetLowMs }) => fleetLowMs)),
        high: Math.max(...stale.map(({ fleetHighMs }) => fleetHighMs ?? Number.NaN)),
      };
    },
  },
  {
    pattern: pattern('not seen to accept the [a-z ]+ again in (?<trials><number>) trials?'),
    figures: (_, { text }, result) => ({
      trials: Math.min(...quietOnes(trialsOf(result, text)).map((own) => own.length)),
    }),
  },
  {
    pattern: pattern(
      '^(?<who>.*): still accepting at the end of (?<open><number>) of (?<trials><number>) trials?; it promises (?<promise><time>)',
    ),
    figures: ({ who = '' }, { about }, result) => {
      const [contender = ''] = namesIn(who);
      const own = trialsOf(result, about, [contender]);
      return {
        open: own.filter(({ fleetHighMs }) => fleetHighMs === null).length,
        trials: own.length,
        promise: promised(result, about, contender),
      };
    },
  },
  {
    pattern: pattern(
      '^`(?<who>[\\w-]+)`: (?<trials><number>) trials?, (?<stale><number>) of (?<probes><number>) probes after the acknowledgement accepted in (?<staleTrials><number>) trials?, the latest sent (?<last><time>) after it, median resolution (?<gap><time>), it promises (?<promise><time>)',
    ),
    figures: ({ who = '' }, { about }, result) => {
      const own = trialsOf(result, about, [who]);
      const last = own.flatMap(({ replicas }) =>
        replicas.flatMap(({ lastStaleAcceptMs }) => lastStaleAcceptMs ?? []),
      );
      return {
        trials: own.length,
        stale: sumOf(own.map(staleIn)),
        probes: probesIn(own),
        staleTrials: own.filter((trial) => staleIn(trial) > 0).length,
        last: Math.max(...last),
        gap: gapOf(own),
        promise: promised(result, about, who),
      };
    },
  },
  {
    pattern: pattern(
      '^(?<who>`.*`): none seen, (?<trials><number>) trials?.*, (?<stale><number>) of (?<probes><number>) probes, resolution (?<gap><time>) or better in half of the trials; none in (?<fewest><number>) still leaves room for up to (?<room><number>) %',
    ),
    figures: ({ who = '' }, { about }, result) => {
      const quiet = quietOnes(trialsOf(result, about, namesIn(who)));
      // The line lists each contender of which the headline speaks.
      const isWhole = quiet.length === fellowsOf(result, about).length;
      const fewest = isWhole ? Math.min(...quiet.map((own) => own.length)) : Number.NaN;
      return {
        ...{ trials: fewest, fewest, room: roomFor(fewest), stale: 0 },
        probes: probesIn(quiet.flat()),
        gap: Math.max(...quiet.map(gapOf)),
      };
    },
  },
  {
    pattern: pattern('^after (?<action>[\\w-]+): .*refuses, (?<trials><number>) trials? in all'),
    figures: ({ action }, _, result) => ({ trials: trialsOf(result, `\`${action}\``).length }),
  },
];
