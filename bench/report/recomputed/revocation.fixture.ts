import type { Result } from '../../result/result.ts';
import { type Kind, medianOf, pattern, sumOf } from './sentence.fixture.ts';

type Revocation = NonNullable<Result['revocation']>;
type Trial = Revocation['trials'][number];

export function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

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

function promised({ revocation }: Result, headline: string, contender: string): number {
  const [action] = namesIn(headline);
  const row = revocation?.summary.find(
    (each) => each.contender === contender && each.action === action,
  );
  return row?.boundMs ?? Number.NaN;
}

export const revocationKinds: readonly Kind[] = [
  {
    // The age of a key set, which the run shortens.
    pattern: pattern('(?<here><time>) \\((?<usual><time>) divided by (?<scale><number>)\\)'),
    figures: (_, __, { revocation }) => {
      const preset = revocation?.presets.find(
        ({ readFromAction }) => readFromAction === 'key-withdrawn',
      );
      const { scaledBoundMs = Number.NaN, documentedBoundMs = Number.NaN } = preset ?? {};
      return {
        here: scaledBoundMs,
        usual: documentedBoundMs,
        scale: documentedBoundMs / scaledBoundMs,
      };
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
      '(?<who>(?:`[\\w-]+`(?:, | and )?)+) accepted the (?:revoked credential|old role) for (?<low><time>) to (?<high><time>) at',
    ),
    figures: ({ who = '' }, { text }, result) => {
      const stale = trialsOf(result, text, namesIn(who)).filter((trial) => staleIn(trial) > 0);
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
      '^none seen: (?<trials><number>) trials?.*, (?<stale><number>) of (?<probes><number>) probes, resolution (?<gap><time>) or better in half of the trials; none in (?<fewest><number>) still leaves room for up to (?<room><number>) %',
    ),
    figures: (_, { about }, result) => {
      const quiet = quietOnes(trialsOf(result, about));
      const fewest = Math.min(...quiet.map((own) => own.length));
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
