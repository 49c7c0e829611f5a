import { contenderNamed, worksOnEveryReplica } from '../../../infra/contenders/contenders.ts';
import { faultsThatLose } from '../../../infra/contenders/guarantee.ts';
import { isFailure } from '../../load/outcome.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import type { Invariant } from '../../result/failover-cell.ts';
import { outcomeClass } from '../../result/failover-outcome.ts';
import { type Breakage, nameOf } from './fault.ts';
import { faultNamed } from './faults.ts';
import { withoutStarved } from './observed.ts';

/** A rule, the trials to which it applies, and what breaks it in one of them (null: nothing does). */
interface Rule {
  readonly invariant: string;
  appliesTo(trial: FailoverTrial): boolean;
  brokenBy(trial: FailoverTrial): string | null;
}

const rules: readonly Rule[] = [
  {
    invariant:
      'no request that started after an acknowledged revocation and the bound of its contender is accepted, where the contender guarantees so',
    appliesTo: ({ contender, fault }) => {
      const { guarantee } = contenderNamed(contender);
      const revokes = !['none', 'expiry'].includes(guarantee.revocation.holds);
      return revokes && !faultsThatLose(guarantee).includes(fault);
    },
    brokenBy: ({ falseAccepts }) => (falseAccepts === 0 ? null : `${falseAccepts} accepted`),
  },
  {
    invariant: 'no valid user of a shared store or of tokens is refused because a replica died',
    appliesTo: ({ contender, fault }) =>
      breaksOneOf(fault, 'replica') && worksOnEveryReplica(contender),
    brokenBy: refusedSome,
  },
  {
    invariant: 'a Redis that cannot be asked is a 503, never a 401',
    appliesTo: ({ contender, fault }) =>
      breaksOneOf(fault, 'redis-away') && worksOnEveryReplica(contender),
    brokenBy: refusedSome,
  },
  {
    invariant: 'routes that need no Redis never fail because of Redis',
    appliesTo: ({ fault }) => breaksOneOf(fault, 'redis', 'redis-away'),
    // A failure for which the machine had no processor time to spare says nothing about Redis.
    brokenBy: (trial) => {
      const failed = redisFreeFailures(withoutStarved(trial));
      return failed === 0 ? null : `${failed} failed`;
    },
  },
  {
    invariant: 'an acknowledged revocation is never lost by `tokens-pushed`',
    appliesTo: ({ contender }) => contender === 'tokens-pushed',
    brokenBy: ({ falseAccepts, lateRevocations }) => {
      const lost = falseAccepts + (lateRevocations?.acceptedAfterwards ?? 0);
      return lost === 0 ? null : `${lost} accepted`;
    },
  },
];

function breaksOneOf(fault: string, ...broken: readonly Breakage[]): boolean {
  return broken.includes(faultNamed(fault).breaks);
}

function refusedSome({ falseRejects }: FailoverTrial): string | null {
  return falseRejects === 0 ? null : `${falseRejects} valid refused`;
}

/** Failures on routes for which the contender does not ask Redis. */
export function redisFreeFailures({ routes }: Pick<FailoverTrial, 'routes'>): number {
  const failures = outcomeClass.options.filter(isFailure);
  return routes
    .filter(({ asksRedis }) => !asksRedis)
    .flatMap(({ outcomes }) => failures.map((outcome) => outcomes[outcome] ?? 0))
    .reduce((sum, requests) => sum + requests, 0);
}

/** Checks every rule on every valid trial. */
export function invariantsOf(trials: readonly FailoverTrial[]): Invariant[] {
  return rules.map(({ invariant, appliesTo, brokenBy }) => {
    const checked = trials.filter((trial) => trial.valid && appliesTo(trial));
    const violations = checked.flatMap((trial) => {
      const broken = brokenBy(trial);
      if (broken === null) return [];
      return [`${trial.contender} in ${nameOf(trial)}, trial ${trial.trial + 1}: ${broken}`];
    });
    return { invariant, checked: checked.length, violations };
  });
}
