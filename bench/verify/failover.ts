import { nameOf } from '../experiments/failover/fault.ts';
import { failoverResultOf } from '../experiments/failover.ts';
import { isError, isFailure } from '../load/outcome.ts';
import type { FailoverResult, FailoverTrial, OutcomeClass } from '../result/failover.ts';
import { outcomeClass } from '../result/failover.ts';
import type { Result } from '../result/result.ts';
import type { Part } from './part.ts';

type Counts = FailoverTrial['outcomes'];

/** Summary, matrix, invariants and the texts of the faults, computed again as the run computed them. */
export function failoverParts({ failover, config, environment }: Result): Part[] {
  if (failover === null) return [];
  const { trials, stopped, ...kept } = failover;
  const plan = { faults: String(config.plan['failover.faults']) };
  const stack = { driver: environment.driver, settings: config.balancer };
  const {
    trials: same,
    stopped: given,
    ...again
  } = failoverResultOf({ trials, stopped }, plan, stack);
  return [
    ...trials.map(
      (trial, index): Part => ({
        place: ['failover', 'trials', index],
        kept: trial,
        again: { ...countsOf(trial), ...timesOf(trial) },
        holds: 'some',
      }),
    ),
    ...trials.map(failureTimes),
    ...plannedTrials(failover, Number(config.plan['failover.trialsPerFault'])),
    { place: ['failover'], kept, again, holds: 'whole' },
  ];
}

/** A trial tells its requests three times: in all, by time, and by route since the fault. */
function countsOf(trial: FailoverTrial) {
  const { outcomes, buckets, routes } = trial;
  const failures = (counts: Counts) => sumOf(counts, isFailure);
  const sinceFault = added(routes.map((route) => route.outcomes));
  return {
    requests: sumOf(outcomes, () => true),
    outcomes: added(buckets.map((bucket) => bucket.outcomes)),
    failed: failures(outcomes),
    falseAccepts: outcomes['false-accept'] ?? 0,
    falseRejects: outcomes['false-reject'] ?? 0,
    routes: routes.map((route) => ({ requests: sumOf(route.outcomes, () => true) })),
    misjudgements: misjudgementsOf(trial, sinceFault),
    valid: trial.invalidBecause.length === 0,
  };
}

/** There is a time for each request that asked Redis and failed since the fault. */
function failureTimes({ routes, failedAfterMs }: FailoverTrial, index: number): Part {
  const asking = routes.filter(({ asksRedis }) => asksRedis);
  return {
    place: [`failover.trials[${index}].failedAfterMs: how many`],
    kept: failedAfterMs.length,
    again: asking.reduce((sum, route) => sum + sumOf(route.outcomes, isFailure), 0),
    holds: 'rule',
  };
}

/** The requests of each kind of misjudgement by replica add up to those of the routes. */
function misjudgementsOf({ misjudgements }: FailoverTrial, sinceFault: Counts) {
  return misjudgements.map((each, index) => {
    const others = misjudgements
      .filter((other, place) => other.outcome === each.outcome && place !== index)
      .reduce((sum, { requests }) => sum + requests, 0);
    return { requests: (sinceFault[each.outcome] ?? 0) - others };
  });
}

/** Without an error since the fault there is no error window, and without a disturbance no time to recover from it. */
function timesOf(trial: FailoverTrial) {
  const sinceFault = added(trial.routes.map((route) => route.outcomes));
  const isCalm = (outcome: OutcomeClass) => outcome === 'ok' || outcome === 'retried';
  const errors = sumOf(sinceFault, isError);
  const disturbed = sumOf(sinceFault, (outcome) => !isCalm(outcome));
  return {
    ...(errors === 0 ? { errorWindowMs: null } : {}),
    ...(disturbed === 0 ? { detectionMs: null, recoveryMs: 0 } : {}),
  };
}

function sumOf(counts: Counts, includes: (outcome: OutcomeClass) => boolean): number {
  return outcomeClass.options
    .filter(includes)
    .reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
}

function added(all: readonly Counts[]): Counts {
  const entries = outcomeClass.options.flatMap((outcome): [OutcomeClass, number][] => {
    const sum = all.reduce((total, counts) => total + (counts[outcome] ?? 0), 0);
    return sum === 0 ? [] : [[outcome, sum]];
  });
  return Object.fromEntries(entries);
}

/** Each contender has each trial of each fault once, unless the experiment stopped early. */
function plannedTrials({ trials, faults, stopped }: FailoverResult, perFault: number): Part[] {
  if (stopped !== null || !Number.isFinite(perFault)) return [];
  const contenders = [...new Set(trials.map(({ contender }) => contender))];
  return faults.flatMap((fault) =>
    contenders.map((contender): Part => {
      const own = trials.filter(
        (trial) => trial.contender === contender && nameOf(trial) === nameOf(fault),
      );
      return {
        place: [`failover.trials: numbers of ${contender} in ${nameOf(fault)}`],
        kept: own
          .map(({ trial }) => trial)
          .sort((a, b) => a - b)
          .join(' '),
        again: Array.from({ length: perFault }, (_, trial) => trial).join(' '),
        holds: 'rule',
      };
    }),
  );
}
