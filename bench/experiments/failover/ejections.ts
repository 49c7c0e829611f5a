import type { BalancerAnswer } from '../../load/pace/record.ts';
import type { Ejection } from '../../result/failover-outcome.ts';

/**
 * When the balancer gave up on a replica, from two headers that it adds to each answer: `x-upstream: a, b` with
 * `x-upstream-status: 502, 200` says that a failed. The balancer then leaves a out for `fail_timeout`. A request that
 * was under way may fail while a is left out already; that counts as the same ejection.
 * @param answers to the load, to late logouts and to the requests of the fault itself: any of them can cause an ejection
 */
export function ejectionsOf(answers: readonly BalancerAnswer[], faultMs: number): Ejection[] {
  const since = answers.filter(({ doneMs }) => doneMs >= faultMs);
  const replicaAt = namesByAddress(answers);
  const failures = since
    .flatMap((answer) =>
      failedAttempts(answer).map((address) => ({
        replica: replicaAt.get(address) ?? address,
        atMs: answer.doneMs - faultMs,
      })),
    )
    .sort((a, b) => a.atMs - b.atMs);
  const lastMs = new Map<string, number>();
  return failures.filter(({ replica, atMs }) => {
    const leftOut = atMs - (lastMs.get(replica) ?? Number.NEGATIVE_INFINITY) < leftOutMs;
    if (!leftOut) lastMs.set(replica, atMs);
    return !leftOut;
  });
}

/** The name of the replica at each address, from the answers that came at the first attempt. */
function namesByAddress(answers: readonly BalancerAnswer[]): ReadonlyMap<string, string> {
  return new Map(
    answers.flatMap(({ upstream, replica }) =>
      upstream === null || replica === null || upstream.includes(',')
        ? []
        : [[upstream, replica] as const],
    ),
  );
}

/** `fail_timeout` of infra/nginx/settings.ts. */
const leftOutMs = 2_000;

function failedAttempts({ upstream, upstreamStatus }: BalancerAnswer): string[] {
  const addresses = upstream?.split(', ') ?? [];
  const statuses = upstreamStatus?.split(', ') ?? [];
  // 502 and 504 are what nginx writes when it got no answer; the apps never answer with them.
  // When no replica is left, nginx names the whole upstream, without a port. That ejects no replica.
  return addresses.filter(
    (address, index) => address.includes(':') && /^50[24]$/.test(statuses[index] ?? ''),
  );
}
