import { isFailure } from '../../load/outcome.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import {
  type CellOutcome,
  type RedisFreeOutcome,
  redisFreeOutcome,
  revokedOutcome,
  userOutcome,
} from '../../result/failover-cell.ts';
import {
  type FailoverRoute,
  type OutcomeClass,
  outcomeClass,
} from '../../result/failover-outcome.ts';
import { mix, needsOnlyCredential } from './mix.ts';

/** One request in fifty is late on any busy machine; more is the fault's doing. */
const slowShare = 0.02;

const credentialRoutes = new Set(
  mix.filter(needsOnlyCredential).map(({ method, path }) => `${method} ${path}`),
);

/** What a trial amounts to, from what stands in the results. */
export function observedIn(trial: FailoverTrial): CellOutcome {
  const users = trial.routes.filter(
    ({ route, population, leaving }) =>
      population === 'valid' && !leaving && credentialRoutes.has(route),
  );
  return {
    users: count(users, ['false-reject']) > 0 ? 'signed-out' : availability(users),
    revoked: count(trial.routes, ['false-accept']) > 0 ? 'accepted' : 'refused',
    redisFree: availability(trial.routes.filter(({ asksRedis }) => !asksRedis)),
    lasting: misjudgedAtTheEnd(trial),
  };
}

/** The trial without the late and failed answers for which the machine had no processor time to spare. */
export function withoutStarved(trial: FailoverTrial): FailoverTrial {
  return {
    ...trial,
    routes: trial.routes.map(withoutStarvedIn),
    buckets: trial.buckets.map(withoutStarvedIn),
  };
}

function withoutStarvedIn<T extends Pick<FailoverRoute, 'outcomes' | 'starved'>>(tally: T): T {
  const { starved } = tally;
  if (starved === undefined) return tally;
  const outcomes = outcomeClass.options.flatMap((outcome) => {
    const left = (tally.outcomes[outcome] ?? 0) - (starved[outcome] ?? 0);
    return left === 0 ? [] : [[outcome, left] as const];
  });
  return { ...tally, outcomes: Object.fromEntries(outcomes) };
}

const marginMs = 500;

/** The same questions, asked of the time before the fault. Routes are not told apart there. */
export function observedBefore({ buckets, bucketMs }: FailoverTrial): CellOutcome {
  const before = buckets
    // What was under way at the fault counts in the bucket in which it was due, and on a busy machine that is earlier.
    .filter(({ atMs }) => atMs + bucketMs <= -marginMs)
    .map(({ outcomes }) => ({ outcomes, requests: sumOf(Object.values(outcomes)) }));
  const refused = count(before, ['false-reject']) > 0;
  const accepted = count(before, ['false-accept']) > 0;
  return {
    users: refused ? 'signed-out' : availability(before),
    revoked: accepted ? 'accepted' : 'refused',
    redisFree: availability(before),
    lasting: refused || accepted,
  };
}

/** The worst of several trials, question by question. Null: no trial. */
export function worstOf(outcomes: readonly CellOutcome[]): CellOutcome | null {
  if (outcomes.length === 0) return null;
  return outcomes.reduce((one, other) => ({
    users: worseOf(userOutcome, one.users, other.users),
    revoked: worseOf(revokedOutcome, one.revoked, other.revoked),
    redisFree: worseOf(redisFreeOutcome, one.redisFree, other.redisFree),
    lasting: one.lasting || other.lasting,
  }));
}

/** The schema names its outcomes from good to bad. */
function worseOf<T extends string>(
  { options }: { readonly options: readonly T[] },
  one: T,
  other: T,
): T {
  return options.indexOf(one) > options.indexOf(other) ? one : other;
}

/** Requests of some kind and how they ended. */
type Tally = Pick<FailoverRoute, 'outcomes' | 'requests'>;

function availability(routes: readonly Tally[]): RedisFreeOutcome {
  if (count(routes, outcomeClass.options.filter(isFailure)) > 0) return 'failed';
  const requests = sumOf(routes.map((route) => route.requests));
  return count(routes, ['slow']) > slowShare * requests ? 'slowed' : 'served';
}

function count(routes: readonly Tally[], classes: readonly OutcomeClass[]): number {
  return sumOf(routes.flatMap(({ outcomes }) => classes.map((outcome) => outcomes[outcome] ?? 0)));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** In the last whole second of the watch, when a fault that heals has healed. */
function misjudgedAtTheEnd(trial: FailoverTrial): boolean {
  return lastSecondOf(trial).some(
    ({ outcomes }) => (outcomes['false-accept'] ?? 0) + (outcomes['false-reject'] ?? 0) > 0,
  );
}

export function lastSecondOf({ buckets, bucketMs }: FailoverTrial): FailoverTrial['buckets'] {
  return buckets.slice(-Math.ceil(1_000 / bucketMs));
}
