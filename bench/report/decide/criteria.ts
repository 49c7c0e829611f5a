import { sum } from 'd3-array';
import { inverted } from '../../compare/difference.ts';
import { mix, needsOnlyCredential } from '../../experiments/failover/mix.ts';
import { isFailure } from '../../load/outcome.ts';
import type { FailoverSummary, FaultName } from '../../result/failover.ts';
import type { FailoverRoute, OutcomeClass } from '../../result/failover-outcome.ts';
import { outcomeClass } from '../../result/failover-outcome.ts';
import { headlineOf } from '../../result/headline.ts';
import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { RevocationSummary } from '../../result/revocation.ts';
import { againstFloor } from '../evidence/trust.ts';
import { count } from '../format.ts';
import { acceptedUpToMs } from '../verdicts/revocation.ts';

/** What one run says about one contender. */
export interface Finding {
  /** Null: this run did not try it. */
  readonly holds: boolean | null;
  /** What was counted against it, in as few words as a cell holds. */
  readonly figure: string;
  /** How many of the tries went wrong. Null: what was counted is a time. */
  readonly wrong: number | null;
  /** How often it was tried. */
  readonly tries: number;
}

/** Something an owner may need, and that a run can show. */
export interface Criterion {
  /** For `--need`. */
  readonly name: string;
  readonly meaning: string;
  /** What is tried, in the plural. */
  readonly unit: 'requests' | 'logouts' | 'revocations';
  judge(result: Result, contender: string): Finding;
}

const notTried: Finding = { holds: null, figure: 'not tried', wrong: null, tries: 0 };
const soonMs = 1000;

export const criteria: readonly Criterion[] = [
  {
    name: 'any-replica',
    meaning: 'every replica knows every login',
    unit: 'requests',
    judge({ contenders }, contender) {
      const found = contenders.find((one) => one.contender === contender)?.behindBalancer;
      return found === undefined ? notTried : noneOf(found.refused, found.requests);
    },
  },
  {
    name: 'logout-now',
    meaning: 'after a logout no replica accepts one more request',
    unit: 'logouts',
    judge: judgeLogout(({ staleAccepts, staleTrials, trials }) => ({
      ...noneOf(staleTrials ?? staleAccepts, trials),
      holds: staleAccepts === 0,
    })),
  },
  {
    name: 'logout-soon',
    meaning: 'after a logout every replica refuses within a second',
    unit: 'logouts',
    judge: judgeLogout((summary) => {
      // How late a refusal was answered says nothing of a contender that accepted nothing.
      const acceptedMs = summary.staleAccepts === 0 ? 0 : acceptedUpToMs(summary);
      const isCensored = summary.censored > 0;
      return {
        holds: !isCensored && acceptedMs <= soonMs,
        figure: isCensored ? 'until expiry' : `${count(Math.ceil(acceptedMs))} ms`,
        wrong: null,
        tries: summary.trials,
      };
    }),
  },
  {
    name: 'stays-out',
    meaning: 'what was revoked never comes back',
    unit: 'revocations',
    judge: judgeStaysOut,
  },
  {
    name: 'replica-dies',
    meaning: 'no request is lost when a replica is killed',
    unit: 'requests',
    judge: judgeFault(['replica-killed'], (row) => row.failed + row.falseRejects),
  },
  {
    name: 'store-away',
    meaning: 'what needs only a credential is served while Redis is away',
    unit: 'requests',
    judge: judgeServed(['redis-frozen', 'redis-down']),
  },
  {
    name: 'store-empty-users',
    meaning: 'no valid credential is refused when Redis loses its data',
    unit: 'requests',
    judge: judgeFault(['redis-restarted-empty'], (row) => row.falseRejects),
  },
  {
    name: 'store-empty-thieves',
    meaning: 'no revoked credential is accepted when Redis loses its data',
    unit: 'requests',
    judge: judgeFault(['redis-restarted-empty'], (row) => row.falseAccepts),
  },
];

/** @throws TypeError for a name that no criterion has */
export function criterionCalled(name: string): Criterion {
  const found = criteria.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`there is no need called "${name}"`);
  return found;
}

export const criterionNames: readonly string[] = criteria.map(({ name }) => name);

/**
 * The headline cost of an accepted answer, as a multiple of `floor`. Null when the run did not measure it, and for a smoke run,
 * whose replicas have not yet optimised the code that it measures.
 */
export function costOf({ run, lookup }: Result, contender: string): Comparison | null {
  if (run.profile === 'smoke') return null;
  const headline = headlineOf(lookup);
  const turned = lookup?.comparisons.find(
    ({ a, b, metric }) => a === 'floor' && b === contender && metric === headline,
  );
  return againstFloor(lookup, contender) ?? (turned === undefined ? null : inverted(turned));
}

/** Judges the logout trials of one contender. One that still accepted when the watch ended meets no need. */
function judgeLogout(judge: (row: RevocationSummary) => Finding): Criterion['judge'] {
  return ({ revocation }, contender) => {
    const row = revocation?.summary.find(
      (one) => one.contender === contender && one.action === 'logout',
    );
    if (row === undefined || row.trials === 0) return notTried;
    return row.censored > 0
      ? { holds: false, figure: 'until expiry', wrong: null, tries: row.trials }
      : judge(row);
  };
}

/** Counts resurrections in ordinary trials and in forced races, where a request is in flight during the logout. */
function judgeStaysOut({ revocation }: Result, contender: string): Finding {
  const rows = revocation?.summary.filter((row) => row.contender === contender) ?? [];
  const races = revocation?.races.filter((row) => row.contender === contender) ?? [];
  return noneOf(
    sum(rows, (row) => row.resurrections) + sum(races, (row) => row.cameBack),
    sum(rows, (row) => row.trials) + sum(races, (row) => row.races),
  );
}

/** Judges the trials of one contender under these faults: not one request may be among those that `of` counts. */
function judgeFault(
  faults: readonly FaultName[],
  of: (row: FailoverSummary) => number,
): Criterion['judge'] {
  return ({ failover }, contender) => {
    const rows = failover?.summary.filter(
      (row) => row.contender === contender && faults.includes(row.fault),
    );
    return noneOf(
      sum(rows ?? [], of),
      sum(rows ?? [], (row) => row.requests),
    );
  };
}

const credentialRoutes = mix
  .filter(needsOnlyCredential)
  .map(({ method, path }) => `${method} ${path}`);

/**
 * Judges whether what needs only a credential is served through these faults. A route that keeps data of its own in Redis
 * cannot be served without it, whatever the credential is.
 */
export function judgeServed(faults: readonly FaultName[]): Criterion['judge'] {
  return ({ failover }, contender) => {
    const trials = failover?.trials.filter(
      (trial) => trial.valid && trial.contender === contender && faults.includes(trial.fault),
    );
    const routes = (trials ?? []).flatMap((trial) =>
      trial.routes.filter(
        ({ population, leaving, route }) =>
          population === 'valid' && !leaving && credentialRoutes.includes(route),
      ),
    );
    return noneOf(
      sum(routes, unserved),
      sum(routes, ({ requests }) => requests),
    );
  };
}

function unserved({ outcomes }: FailoverRoute): number {
  const isUnserved = (one: OutcomeClass) => isFailure(one) || one === 'false-reject';
  return sum(outcomeClass.options.filter(isUnserved), (one) => outcomes[one] ?? 0);
}

/** It holds when none of the tries went wrong. */
function noneOf(wrong: number, tries: number): Finding {
  return tries === 0
    ? notTried
    : { holds: wrong === 0, figure: `${count(wrong)} of ${count(tries)}`, wrong, tries };
}
