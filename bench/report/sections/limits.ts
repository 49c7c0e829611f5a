import { extent, group } from 'd3-array';
import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';

import type { RevocationResult, RevocationTrial } from '../../result/revocation.ts';
import { median } from '../../stats/percentile.ts';
import { isSmoke, whyNoCosts } from '../evidence/shown.ts';

import { aaComparison } from '../evidence/trust.ts';
import { contenderNames, enumerate, milliseconds, name, percent } from '../format.ts';
import { revocationOutcome } from '../verdicts/revocation.ts';

/** What this run cannot tell its reader, as far as its own figures show it. */
export function limitsOf(result: Result): string[] {
  return [
    ...runLimits(result),
    ...lookupLimits(result),
    ...(result.revocation === null || result.revocation.summary.length === 0
      ? []
      : revocationLimits(result.revocation)),
    ...failoverLimits(result),
  ];
}

const experiments = ['lookup', 'revocation', 'failover'] as const;

function runLimits({ run, environment, ...result }: Result): string[] {
  const absent = experiments.filter((experiment) => result[experiment] === null);
  return [
    `How another machine compares. Everything ran on one (${environment.cpuModel}, ${environment.cpuCount} cores), client, balancer, replicas and Redis sharing it; absolute figures belong to it and to ${run.startedAt.slice(0, 10)}.`,
    'What a real network adds. All hops are local; the round-trip sweep puts time between the replicas and Redis, and nothing else.',
    ...(absent.length > 0 ? [`Anything about ${enumerate(absent)}: not part of this run.`] : []),
  ];
}

function lookupLimits(result: Result): string[] {
  const { lookup } = result;
  if (lookup === null) return [];
  if (isSmoke(result)) return [`What a request costs. ${whyNoCosts}`];
  const aa = aaComparison(result);
  return [
    aa?.mdePercent == null
      ? 'How small an effect it could have seen: no pair of equal arms had blocks enough to learn it from.'
      : `Effects on cost below about ${percent(aa.mdePercent)}: they may exist and would mostly be missed.`,
    ...bootLimits(lookup),
  ];
}

/** Fresh processes of the same code cost a percent or two more or less; of few starts little of that is seen. */
function bootLimits({ trials }: LookupResult): string[] {
  const boots = new Set(trials.map((trial) => trial.boot)).size;
  if (boots === 1) {
    return [
      'How much fresh processes differ: one boot only, so the intervals speak for blocks and not for boots.',
    ];
  }
  return boots < 5
    ? [
        `How much fresh processes differ, other than roughly: ${boots} boots. Every interval of lookup is widened by what they show of it.`,
      ]
    : [];
}

function revocationLimits({ summary, trials }: RevocationResult): string[] {
  const expiring = group(
    summary.filter((each) => revocationOutcome(each) === 'until-expiry'),
    (each) => each.action,
  );
  const censored = [...expiring].map(([action, own]) => `${name(action)}: ${contenderNames(own)}`);
  const few = summary.some((each) => each.p99Ms === null && each.censored === 0);
  const [shortest, longest] = extent(
    trials.filter(({ valid, censored: accepting }) => valid && accepting),
    (trial) => trial.watchedMs,
  );
  return [
    `Stale windows that fall between two probes: ${gapsBetweenProbes(trials)}.`,
    ...(censored.length > 0
      ? [
          `How long the revoked goes on where only expiry ends it (${censored.join('; ')}): the watch ended first, after ${milliseconds(shortest)} to ${milliseconds(longest)}.`,
        ]
      : []),
    ...(few
      ? ['The 99th percentile of revocation latency: too few trials; the largest of them is shown.']
      : []),
  ];
}

function failoverLimits({ failover }: Result): string[] {
  if (failover === null || failover.trials.length === 0) return [];
  const perCell = Math.min(...failover.summary.map((summary) => summary.trials));
  const offered = Math.min(...failover.trials.map((trial) => trial.offeredPerSecond));
  return [
    `Rare outcomes of a fault: each was tried ${perCell === 1 ? 'once' : `${perCell} times`} per contender, and what happens between two requests (${milliseconds(1000 / offered)} apart) is not seen.`,
  ];
}

/**
 * How finely the trials of a run were probed. The largest gap between two probes differs from trial to trial: the best
 * one, the middle and the worst one are told, and never a middle one as the worst.
 */
export function gapsBetweenProbes(trials: readonly RevocationTrial[]): string {
  const gaps = trials.filter(({ valid }) => valid).map(({ resolutionMs }) => resolutionMs);
  const [smallest, largest] = extent(gaps);
  return `the largest gap between two probes was ${milliseconds(smallest)} in the best trial, at most ${milliseconds(median(gaps))} in half of the trials, and ${milliseconds(largest)} in the worst one`;
}
