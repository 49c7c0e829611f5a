import type { Ejection } from '../../result/failover-outcome.ts';
import type { Judged } from './judge.ts';

/**
 * When the balancer gave up on a replica, from the lists that it sends along: `x-upstream: a, b` with
 * `x-upstream-status: 502, 200` says that a failed. It then leaves a out for `fail_timeout`, so a failure while a was
 * being left out already (requests that were under way) is not told again.
 */
export function ejectionsOf(judged: readonly Judged[], faultMs: number): Ejection[] {
  const since = judged.filter(({ doneMs }) => doneMs >= faultMs);
  const replicaAt = namesByAddress(judged);
  const failures = since
    .flatMap(({ record }) =>
      failedAttempts(record).map((address) => ({
        replica: replicaAt.get(address) ?? address,
        atMs: record.doneMs - faultMs,
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

/** Who is where, as the balancer sees it: from the answers that came at the first attempt. */
function namesByAddress(judged: readonly Judged[]): ReadonlyMap<string, string> {
  return new Map(
    judged.flatMap(({ record: { upstream, replica } }) =>
      upstream === null || replica === null || upstream.includes(',')
        ? []
        : [[upstream, replica] as const],
    ),
  );
}

/** `fail_timeout` of infra/nginx/settings.ts. */
const leftOutMs = 2_000;

function failedAttempts({
  upstream,
  upstreamStatus,
}: {
  readonly upstream: string | null;
  readonly upstreamStatus: string | null;
}): string[] {
  const addresses = upstream?.split(', ') ?? [];
  const statuses = upstreamStatus?.split(', ') ?? [];
  // 502 and 504 are what nginx writes when it got no answer; the apps never answer with them.
  // With no replica left nginx names the whole upstream, without a port: that ejects nobody.
  return addresses.filter(
    (address, index) => address.includes(':') && /^50[24]$/.test(statuses[index] ?? ''),
  );
}
